/** The form of what goes between a guest and the host: a length, a head in JSON, and bytes. See src/sandbox/types.ts. */
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

/** Null when it is none: a guest may send anything. */
export const decodeFrame = (bytes: Uint8Array): Frame | null => {
  if (bytes.length < lengthBytes) return null;
  const end = lengthBytes + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (end > bytes.length) return null;
  try {
    const head: unknown = JSON.parse(
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(lengthBytes, end)),
    );
    return isJsonObject(head) ? { head, body: bytes.subarray(end) } : null;
  } catch {
    // No UTF-8 or no JSON: no frame, which the caller answers.
    return null;
  }
};

/** An answer that says why not; the guest may go on. */
export const refusal = (code: ErrorCode, message: string): Uint8Array =>
  encodeFrame({ ok: false, error: { code, message } });

/** A text in a request's head. Throws `tool.invalid_arguments` for what is something else, and where it is missing without `otherwise`. */
export const textIn = (head: JsonObject, key: string, otherwise: string | null = null): string => {
  const value = head[key] ?? otherwise;
  if (typeof value === "string") return value;
  throw new CaxtonError("tool.invalid_arguments", `The request needs ${key}, a text.`);
};
