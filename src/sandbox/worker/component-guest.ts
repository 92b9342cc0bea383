/**
 * An instance of a component: instantiates its core modules according to the plan, and implements the component model's canonical ABI
 * for the few types that Caxton's worlds use. Strings are UTF-8. Every pointer from the guest is checked against the current memory.
 */
import type { CanonicalOptions, CoreSource } from "../component/types.ts";
import { worldNames } from "../names.ts";
import { abiViolation, type Failure } from "../failures.ts";
import { fuelExport, fuelModule, memoryRefusedExport } from "../pass/types.ts";
import { componentHostFunction } from "./component-host.ts";
import { firstRun, giveGuestError, giveOutput, isInt32, noRoomForInput, violation } from "./guest-failures.ts";
import { type Callable, type Converse, createGuestState, type Guest, viewOf } from "./guest-state.ts";
import type { AskHost } from "./host-functions.ts";
import type { ComponentParts, GuestSpec } from "./messages.ts";

/** The instances and host functions created so far. */
interface Parts {
  readonly instances: WebAssembly.Instance[];
  readonly hosts: Callable[];
}

const found = (parts: Parts, source: CoreSource | null): unknown => {
  if (source === null) return undefined;
  return source.from === "host" ? parts.hosts[source.host] : parts.instances[source.instance]?.exports[source.name];
};

const functionAt = (parts: Parts, source: CoreSource | null): Callable | null => {
  const value = found(parts, source);
  return typeof value === "function" ? (value as Callable) : null;
};

const memoryAt = (parts: Parts, source: CoreSource | null): WebAssembly.Memory | null => {
  const value = found(parts, source);
  return value instanceof WebAssembly.Memory ? value : null;
};

/** An object without a prototype: names come from the guest and may be anything, including `__proto__`. */
const emptyObject = <Value>(): Record<string, Value> => Object.create(null) as Record<string, Value>;

const instantiateAll = (guest: Guest, { modules, plan }: ComponentParts, parts: Parts): void => {
  for (const { module, imports } of plan.steps) {
    const given = emptyObject<Record<string, unknown>>();
    for (const [from, name, source] of imports) {
      given[from] ??= emptyObject();
      given[from][name] = found(parts, source);
    }
    given[fuelModule] = { [fuelExport]: guest.fuelGlobal, [memoryRefusedExport]: guest.memoryRefused };
    parts.instances.push(new WebAssembly.Instance(modules[module]!, given));
  }
};

/** The entry and the functions from its canonical options. */
interface Lifted {
  readonly entry: Callable;
  readonly realloc: Callable | null;
  readonly postReturn: Callable | null;
}

const placeInput = (guest: Guest, { realloc }: Lifted, input: Uint8Array): number | null => {
  if (realloc === null) return violation(guest, "it has no realloc for its input");
  const pointer = realloc(0, 0, 1, input.length);
  if (!isInt32(pointer)) return violation(guest, "realloc did not return a 32-bit integer");
  const start = pointer >>> 0;
  const view = viewOf(guest);
  if (start === 0 && input.length > 0) return noRoomForInput(guest);
  if (start + input.length > view.length) return violation(guest, "realloc returned an address outside of the memory");
  view.set(input, start);
  return start;
};

/** Reads a little-endian 32-bit word. Sets the failure and returns null if it lies outside of the memory. */
const word = (guest: Guest, at: number): number | null => {
  const view = viewOf(guest);
  if (at + 4 > view.length) return violation(guest, "its result is outside of the memory", { pointer: at });
  return new DataView(view.buffer, at, 4).getUint32(0, true);
};

/** A copy of the string whose pointer and length are stored at `at`. */
const stringAt = (guest: Guest, at: number): Uint8Array | null => {
  const start = word(guest, at);
  const length = word(guest, at + 4);
  if (start === null || length === null) return null;
  const view = viewOf(guest);
  if (start + length > view.length) {
    const facts = { pointer: start, length, memory: view.length };
    return violation(guest, "its result is outside of the memory", facts);
  }
  // A string that is too long is not copied, because it is refused by its length.
  return length > guest.spec.outputBytes ? view.subarray(start, start + length) : view.slice(start, start + length);
};

/** Reads a `result<option<string>, string>`: a discriminant byte, then the payload at offset 4. */
const takeResult = (guest: Guest, at: number): void => {
  const which = word(guest, at);
  const inside = word(guest, at + 4);
  if (which === null || inside === null) return;
  const isError = (which & 0xff) === 1;
  if ((which & 0xff) > 1 || (!isError && (inside & 0xff) > 1)) {
    violation(guest, "its result has an unknown discriminant");
    return;
  }
  if (!isError && (inside & 0xff) === 0) return;
  const text = stringAt(guest, isError ? at + 4 : at + 8);
  if (text === null) return;
  if (isError) giveGuestError(guest, 2, text);
  else giveOutput(guest, text, 0, text.length);
};

const takeString = (guest: Guest, at: number): void => {
  const text = stringAt(guest, at);
  if (text !== null) giveOutput(guest, text, 0, text.length);
};

const converseBy =
  (lifted: Lifted): Converse =>
  (guest, source, start, length) => {
    let result: unknown;
    if (source === null) result = lifted.entry();
    else {
      const pointer = placeInput(guest, lifted, source.subarray(start, start + length));
      if (pointer === null) return;
      result = lifted.entry(pointer, length);
    }
    if (!isInt32(result)) {
      violation(guest, `${guest.spec.entry} did not return a 32-bit integer`);
      return;
    }
    if (source === null) takeString(guest, result >>> 0);
    else takeResult(guest, result >>> 0);
    if (guest.failure === null || !guest.poisoned) lifted.postReturn?.(result);
  };

const lift = (parts: Parts, exported: CanonicalOptions & { readonly function: CoreSource }) => {
  const memory = memoryAt(parts, exported.memory);
  const entry = functionAt(parts, exported.function);
  if (memory === null || entry === null) return null;
  const realloc = functionAt(parts, exported.realloc);
  return { memory, lifted: { entry, realloc, postReturn: functionAt(parts, exported.postReturn) } };
};

/** Creates an instance, or returns why that failed. `askHost` is null if the guest may not send requests to the host (agents). */
export const createComponentGuest = (
  spec: GuestSpec,
  component: ComponentParts,
  askHost: AskHost | null,
): Guest | Failure => {
  const { plan } = component;
  const exported = plan.exports[worldNames[spec.entry]];
  if (exported === undefined) return abiViolation(`${worldNames[spec.entry]} is not exported as a function`);
  const parts: Parts = { instances: [], hosts: [] };
  let converse: Converse = () => undefined;
  const guest = createGuestState(spec, {
    memory: null,
    fuelGlobal: new WebAssembly.Global({ value: "i64", mutable: true }, 0n),
    memoryRefused: new WebAssembly.Global({ value: "i32", mutable: true }, 0),
    converse: (called, source, start, length) => converse(called, source, start, length),
  });
  for (const host of plan.hosts) {
    const memory = (): WebAssembly.Memory | null => memoryAt(parts, host.memory);
    const realloc = (): Callable | null => functionAt(parts, host.realloc);
    parts.hosts.push(componentHostFunction(guest, host, { memory, realloc, askHost }));
  }
  // `firstRun` sets the fuel before any module is instantiated: unlike plain modules, these may have start functions.
  const failure = firstRun(guest, () => instantiateAll(guest, component, parts));
  if (failure !== null) return failure;
  const made = lift(parts, exported);
  if (made === null)
    return abiViolation(`${worldNames[spec.entry]} has no memory, or is not implemented by a core function`);
  guest.memory = made.memory;
  converse = converseBy(made.lifted);
  return guest;
};
