/**
 * Parses the JSON object in a guest's output and keeps only the wanted members. This is done in the worker, so that untrusted JSON is
 * parsed in the guest's thread and time, and invalid or too deeply nested JSON fails only the guest's call.
 */
import type { Failure } from "../failures.ts";

/** JSON in UTF-8. Valid until the reader is called again. */
export interface KeptMembers {
  readonly bytes: Uint8Array;
  readonly length: number;
}

export type MemberReader = (output: Uint8Array, members: readonly string[]) => KeptMembers | Failure;

const noObject = (what: string): Failure => ({
  code: "sandbox.abi_violation",
  message: `The module returned ${what}.`,
  hint: 'A response is a FIPA message in JSON, at least {"performative": "inform", "content": …}. docs/wasm-guests.md describes all members.',
  facts: {},
});

/** Maximum number of UTF-8 bytes per UTF-16 code unit. */
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
        return noObject("JSON that is not an object");
      text = textOf(value, members);
    } catch (thrown) {
      // A RangeError means that the stack overflowed because the value is nested too deeply; otherwise the output is not valid JSON.
      if (thrown instanceof RangeError) return noObject("JSON that is nested too deeply");
      return noObject(`text that is not JSON in UTF-8 (${thrown instanceof Error ? thrown.message : ""})`);
    }
    if (scratch.length < text.length * longestUnit) scratch = new Uint8Array(text.length * longestUnit);
    return { bytes: scratch, length: encoder.encodeInto(text, scratch).written };
  };
};
