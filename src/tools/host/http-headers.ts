/** Headers of a tool's request: which it may send, and which are kept on a redirect. */
import { CaxtonError } from "../../domain/errors.ts";
import { isJsonObject, type Json } from "../../domain/json.ts";

export type Headers = Readonly<Record<string, string>>;

const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));

/** Headers of the connection, or set by the host itself (RFC 9110, 7.6.1). */
const ownHeaders = words(
  "host connection content-length transfer-encoding upgrade te trailer keep-alive expect proxy-connection " +
    "proxy-authorization accept-encoding http2-settings",
);

/** Credentials, which must not follow a redirect to another host. */
const credentials = words(
  "authorization cookie cookie2 x-api-key api-key apikey x-auth-token x-access-token x-csrf-token",
);

/** Headers that describe a body, removed when it is no longer sent (RFC 9110, 15.4). */
const aboutBody = words("content-encoding content-language content-location content-type digest last-modified");

const wrong = (message: string): CaxtonError => new CaxtonError("tool.invalid_arguments", message);

const without = (headers: Headers, names: ReadonlySet<string>): Headers =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !names.has(name)));

export const withoutCredentials = (headers: Headers): Headers => without(headers, credentials);

export const withoutBody = (headers: Headers): Headers => without(headers, aboutBody);

/**
 * The headers, with names in lower case. Throws `tool.invalid_arguments` for invalid headers and for those that the
 * host sets.
 */
export const parseHeaders = (given: Json | undefined): Headers => {
  const entries = Object.entries(isJsonObject(given) ? given : {}).map(([name, value]): [string, string] => {
    const shownName = name.slice(0, 100);
    if (!/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(name)) throw wrong(`“${shownName}” is not the name of a header.`);
    if (typeof value !== "string" && typeof value !== "number")
      throw wrong(`The header ${shownName} takes a text or a number.`);
    const text = String(value);
    if (/[^\t\x20-\x7e\x80-\xff]/.test(text))
      throw wrong(`The header ${shownName} contains characters that are not allowed in headers.`);
    if (ownHeaders.has(name.toLowerCase())) throw wrong(`The header ${shownName} is set by the host.`);
    return [name.toLowerCase(), text];
  });
  return Object.fromEntries(entries);
};
