/**
 * Reads the JSON object that a guest answered with and keeps of it what is wanted. It is done here, and not where the answer goes:
 * what a stranger wrote is read in the stranger's thread, in his time, and what is too deep or no JSON at all is his failure alone.
 */
import type { Failure } from "../failures.ts";

/** JSON in UTF-8, until the next reading. */
export interface KeptMembers {
  readonly bytes: Uint8Array;
  readonly length: number;
}

export type MemberReader = (output: Uint8Array, members: readonly string[]) => KeptMembers | Failure;

const noObject = (what: string): Failure => ({
  code: "sandbox.abi_violation",
  message: `The module answered with ${what}.`,
  hint: 'A response is a FIPA message in JSON, at least {"performative": "inform", "content": …}. docs/wasm-guests.md has it all.',
  facts: {},
});

/** A character of JavaScript is at most so many bytes of UTF-8. */
const longestUnit = 3;

export const createMemberReader = (): MemberReader => {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const encoder = new TextEncoder();
  let scratch = new Uint8Array(16_384);

  const textOf = (value: object, members: readonly string[]): string => {
    let text = "";
    for (const name of members) {
      const member: unknown = Object.hasOwn(value, name) ? value[name as keyof typeof value] : null;
      text += `${text === "" ? "{" : ","}"${name}":${JSON.stringify(member)}`;
    }
    return `${text}}`;
  };

  return (output, members) => {
    let text: string;
    try {
      const value: unknown = JSON.parse(decoder.decode(output));
      if (value === null || typeof value !== "object" || Array.isArray(value))
        return noObject("JSON that is no object");
      text = textOf(value, members);
    } catch (thrown) {
      // The stack is at its end, for values too deep to be written, or there was no value.
      if (thrown instanceof RangeError) return noObject("JSON that is too deep");
      return noObject(`what is no JSON in UTF-8 (${thrown instanceof Error ? thrown.message : ""})`);
    }
    if (scratch.length < text.length * longestUnit) scratch = new Uint8Array(text.length * longestUnit);
    return { bytes: scratch, length: encoder.encodeInto(text, scratch).written };
  };
};
