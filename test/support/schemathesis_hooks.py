"""What Schemathesis does not know by itself: a batch of messages, one a line, is sent as the text that it is."""

import schemathesis


@schemathesis.serializer("application/x-ndjson")
def lines(_context, value):
    return value if isinstance(value, bytes) else str(value).encode()
