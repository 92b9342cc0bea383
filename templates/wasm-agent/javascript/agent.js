/** {{name}}: echoes its request. Build it with `npm install && npm run build`. */
import { log } from "caxton:guest/host@0.1.0";

/** Takes a message in JSON and returns a reply in JSON. A thrown text becomes the failure reported to the sender. */
export function handleMessage(json) {
  const message = JSON.parse(json);
  log("debug", `${message.sender} asked`);
  return JSON.stringify({ performative: "inform", content: { heard: message.content } });
}
