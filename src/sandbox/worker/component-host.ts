/**
 * The functions that a component imports, as its core modules call them: flattened by the canonical ABI, with a pointer for the result as
 * the last argument if the result is more than one number. This file has the interfaces of `caxton:guest`; WASI is in component-wasi.ts.
 */
import type { HostImport } from "../component/types.ts";
import { hostFunctions as hostNames } from "../component/imports.ts";
import { abiViolation, importDenied } from "../failures.ts";
import type { BlockingHostFunction } from "../types.ts";
import { type GuestMemory, type LoweredParts, memoryOf, randomBytes } from "./component-memory.ts";
import { wasiFunction } from "./component-wasi.ts";
import type { Callable, Guest } from "./guest-state.ts";
import { type AskHost, charge, enter, hostCallCost, newCopyCost, stop, unsigned, writeLog } from "./host-functions.ts";

/** A frame of head and body; the format is described at `hostFunctionNames` in types.ts. */
const frameOf = (head: Uint8Array, body: Uint8Array): Uint8Array => {
  const frame = new Uint8Array(4 + head.length + body.length);
  new DataView(frame.buffer).setUint32(0, head.length, true);
  frame.set(head, 4);
  frame.set(body, 4 + head.length);
  return frame;
};

/** `func(head: string, body: list<u8>) -> answer`; the answer also consists of a head and a body. */
const ask =
  (guest: Guest, name: BlockingHostFunction, memory: GuestMemory, askHost: AskHost | null): Callable =>
  (headAt, headLength, bodyAt, bodyLength, result) => {
    enter({ guest });
    const head = memory.bytes(headAt, headLength);
    const body = memory.bytes(bodyAt, bodyLength);
    charge(guest, newCopyCost(head.length + body.length));
    const asking = askHost ?? stop(guest, abiViolation(`${name} is available only to tools`));
    const answer = asking(name, frameOf(head, body));
    const size = answer.length < 4 ? 0 : new DataView(answer.buffer, answer.byteOffset).getUint32(0, true);
    const at = unsigned(guest, result);
    const answered = [answer.subarray(4, 4 + size), answer.subarray(4 + size)];
    answered.forEach((part, index) => memory.list(at + index * 8, part, 1, part.length));
  };

const ours = (guest: Guest, host: HostImport, parts: LoweredParts): Callable | null => {
  const name = hostNames.get(`${host.interface}#${host.name}`);
  const memory = memoryOf(guest, host.name, parts);
  switch (name) {
    case undefined:
    case "host_read":
      return null;
    case "log":
      return (level, pointer, length) => {
        enter({ guest });
        writeLog(guest, unsigned(guest, level), memory.bytes(pointer, length));
      };
    case "now_ms":
      return () => {
        enter({ guest });
        return BigInt(Date.now());
      };
    case "random":
      return (length, result) => {
        enter({ guest });
        const bytes = randomBytes(guest, unsigned(guest, length));
        memory.list(unsigned(guest, result), bytes, 1, bytes.length);
      };
    default:
      return ask(guest, name, memory, parts.askHost);
  }
};

/** Resources have no state, so nothing is dropped. */
const dropResource =
  (guest: Guest): Callable =>
  () =>
    charge(guest, hostCallCost);

/** Stops the guest, because the host does not provide this function. */
const denied =
  (guest: Guest, { interface: from, name }: HostImport): Callable =>
  () => {
    enter({ guest });
    return stop(guest, importDenied(from === "" ? name : `${from}#${name}`));
  };

/** One function that a component imports. A function that is not provided stops the guest when it is called. */
export const componentHostFunction = (guest: Guest, host: HostImport, parts: LoweredParts): Callable => {
  if (host.interface === "" && host.name === "resource.drop") return dropResource(guest);
  if (host.interface.startsWith("wasi:"))
    return wasiFunction(guest, host, memoryOf(guest, host.name, parts)) ?? denied(guest, host);
  return ours(guest, host, parts) ?? denied(guest, host);
};
