/**
 * Large texts in answers. The SDK would hold them as values and write them on the main thread, so it gets placeholders, and
 * the texts take their places when the answer is sent.
 */
import { randomUUID } from "node:crypto";
import type { JsonText } from "../domain/json-text.ts";
import type { JsonObject } from "../domain/json.ts";

export interface LateTexts {
  /** The placeholder for the text of a string. */
  forString(text: JsonText): string;
  /** The placeholder for the text of an object. */
  forObject(text: JsonText): JsonObject;
  /** The response with the texts in place of their placeholders. Each text must be on one line. */
  fillIn(response: Response): Response;
}

/** Creates the texts of one request, which may be answered by one response or by a stream of events. */
export const createLateTexts = (): LateTexts => {
  /** By the placeholder as it is written in JSON. */
  const texts = new Map<string, JsonText>();
  const newName = (): string => `caxton-text-${randomUUID()}`;

  /** The pieces of a part of the answer. The SDK writes a whole message at once, so no placeholder is ever divided. */
  const piecesOf = (part: Buffer): readonly Uint8Array[] => {
    for (const [placeholder, text] of texts) {
      const at = part.indexOf(placeholder);
      if (at < 0) continue;
      texts.delete(placeholder);
      return [...piecesOf(part.subarray(0, at)), text, ...piecesOf(part.subarray(at + placeholder.length))];
    }
    return [part];
  };

  return {
    forString: (text) => {
      const name = newName();
      texts.set(JSON.stringify(name), text);
      return name;
    },
    forObject: (text) => {
      const placeholder = { [newName()]: true };
      texts.set(JSON.stringify(placeholder), text);
      return placeholder;
    },
    fillIn: (response) => {
      if (response.body === null) return response;
      const filling = new TransformStream<Uint8Array, Uint8Array>({
        transform: (part, controller) => {
          for (const piece of piecesOf(Buffer.from(part.buffer, part.byteOffset, part.length)))
            controller.enqueue(piece);
        },
      });
      return new Response(response.body.pipeThrough(filling), response);
    },
  };
};
