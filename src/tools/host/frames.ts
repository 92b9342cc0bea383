/** Frames exchanged between guest and host: a length, a head in JSON, and bytes. See src/sandbox/types.ts. */
import { CaxtonError, type ErrorCode } from "../../domain/errors.ts";
import { isJsonObject, type JsonObject } from "../../domain/json.ts";

export interface Frame {
  readonly head: JsonObject;
  readonly body: Uint8Array;
}

const lengthBytes = 4;
const noBody = new Uint8Array(0);

export const encodeFrame = (head: JsonObject, body: Uint8Array = noBody): Uint8Array => {
  const text = new TextEncoder().encode(JSON.stringify(head));
  const frame = new Uint8Array(lengthBytes + text.length + body.length);
  new DataView(frame.buffer).setUint32(0, text.length, true);
  frame.set(text, lengthBytes);
  frame.set(body, lengthBytes + text.length);
  return frame;
};

/** Maximum size of the head of a request, in bytes: it is parsed in the main thread. */
const mostHeadBytes = 1_048_576;

/** Null if the bytes are not a frame, or its head is too large: guests are not trusted. */
export const decodeFrame = (bytes: Uint8Array): Frame | null => {
  if (bytes.length < lengthBytes) return null;
  const end = lengthBytes + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (end > bytes.length || end - lengthBytes > mostHeadBytes) return null;
  try {
    const head: unknown = JSON.parse(
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(lengthBytes, end)),
    );
    return isJsonObject(head) ? { head, body: bytes.subarray(end) } : null;
  } catch {
    // Not UTF-8 or not JSON; the caller answers with an error.
    return null;
  }
};

/** An error answer; the guest may continue. */
export const refusal = (code: ErrorCode, message: string): Uint8Array =>
  encodeFrame({ ok: false, error: { code, message } });

/**
 * A text in the head of a request. Throws `tool.invalid_arguments` for any other value, and if it is missing and has no
 * default.
 */
export const textIn = (head: JsonObject, key: string, otherwise: string | null = null): string => {
  const value = head[key] ?? otherwise;
  if (typeof value === "string") return value;
  throw new CaxtonError("tool.invalid_arguments", `The request requires ${key}, a text.`);
};
