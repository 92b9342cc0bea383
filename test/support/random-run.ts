/**
 * Runs a random module plain and metered, and then once more without its own end condition, so that only fuel can stop
 * it.
 */
import { createHash } from "node:crypto";
import { CaxtonError } from "../../src/domain/errors.ts";
import { passModule } from "../../src/sandbox/pass/pass.ts";
import { reservedExportPrefix } from "../../src/sandbox/pass/types.ts";
import type { ModulePolicy } from "../../src/sandbox/types.ts";
import { attempt, fuelLeft, permissive, plenty, ranOutOfStack, sameOutcome, setFuel } from "./metered-twin.ts";
import { meterNaively } from "./naive-meter.ts";
import { decode, type RandomModule } from "./wasm-cases.ts";

export interface RandomVerdict {
  /** The code of the refusal, if the pass refuses the module. */
  readonly refused?: string;
  /** Number of calls whose results or traps were compared. */
  readonly calls: number;
  /** Number of calls that trapped in both. */
  readonly traps: number;
  /** A call ran out of stack. Nothing is compared after that, because the point at which it happens is not specified. */
  readonly overflowed: boolean;
  /** Number of calls of the endless twin that were stopped only by fuel. */
  readonly stopped: number;
  readonly differences: readonly string[];
}

/** Tight limits for the endless twin. */
const tight: ModulePolicy = { ...permissive, maxMemoryBytes: 32 * 65_536, maxTableElements: 2_000 };
const tightFuel = 300_000n;

/** Answers depend only on the order of the requests. */
const createHost = (): WebAssembly.Imports => {
  let clock = 0n;
  return {
    caxton: {
      log: (): void => {},
      now_ms: (): bigint => (clock += 1n),
      random: (): void => {},
      host_read: (_pointer: number, length: number): number => length & 7,
    },
  };
};

type Callable = (...all: unknown[]) => unknown;

/** Strings that convert to any number type and are not references; the same for both twins. */
const argumentsFor = (callable: Callable, round: number): readonly string[] =>
  Array.from({ length: callable.length }, (_, index) => String((index * 7 + round * 13) % 100));

const isOwn = (name: string): boolean => !name.startsWith(reservedExportPrefix);

/** If a module has grown its memory to gigabytes, only the first bytes are compared. */
const looked = 64 << 20;

const hashOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** The externally visible state of an instance. */
const stateOf = (exports: WebAssembly.Exports): string =>
  Object.entries(exports)
    .filter(([name]) => isOwn(name))
    .map(([name, value]) => {
      if (value instanceof WebAssembly.Memory)
        return `${name}=${value.buffer.byteLength} ${hashOf(new Uint8Array(value.buffer).subarray(0, looked))}`;
      if (value instanceof WebAssembly.Table) return `${name}=${value.length}`;
      if (!(value instanceof WebAssembly.Global)) return name;
      const read = attempt(() => value.value);
      return `${name}=${read.ok && typeof read.value !== "object" && typeof read.value !== "function" ? String(read.value) : read.ok}`;
    })
    .join(" ");

const instantiate = (wasm: Uint8Array): WebAssembly.Exports =>
  new WebAssembly.Instance(new WebAssembly.Module(wasm), createHost()).exports;

const functionsOf = (exports: WebAssembly.Exports): readonly string[] =>
  Object.keys(exports).filter((name) => isOwn(name) && typeof exports[name] === "function");

interface Trace {
  readonly calls: number;
  readonly traps: number;
  readonly overflowed: boolean;
  readonly burned: bigint;
  readonly differences: readonly string[];
}

const compare = (original: Uint8Array, passed: Uint8Array): Trace => {
  const differences: string[] = [];
  let [calls, traps, overflowed] = [0, 0, false];
  const started = [original, passed].map((wasm) => attempt(() => instantiate(wasm)));
  const [one, other] = started;
  if (one === undefined || other === undefined || !one.ok || !other.ok) {
    if (one === undefined || other === undefined || !sameOutcome(one, other)) differences.push("instantiation differs");
    return { calls, traps, overflowed, burned: 0n, differences };
  }
  const plain = one.value as WebAssembly.Exports;
  const metered = other.value as WebAssembly.Exports;
  setFuel(metered, plenty);
  for (const name of functionsOf(plain)) {
    for (const round of [0, 1]) {
      const given = argumentsFor(plain[name] as Callable, round);
      const [left, right] = [plain, metered].map((exports) => attempt(() => (exports[name] as Callable)(...given)));
      calls += 1;
      if (left === undefined || right === undefined) continue;
      overflowed ||= ranOutOfStack(left) || ranOutOfStack(right);
      if (overflowed) return { calls, traps, overflowed, burned: 0n, differences };
      if (!left.ok) traps += 1;
      if (!sameOutcome(left, right))
        differences.push(`${name}(${given.join()}): ${String(left.ok)}, ${String(right.ok)}`);
    }
  }
  if (stateOf(plain) !== stateOf(metered)) differences.push("what is left in memory, tables and globals differs");
  return { calls, traps, overflowed, burned: plenty - fuelLeft(metered), differences };
};

const bytesOf = (exports: WebAssembly.Exports): number =>
  Object.values(exports)
    .filter((value): value is WebAssembly.Memory => value instanceof WebAssembly.Memory)
    .reduce((sum, memory) => sum + memory.buffer.byteLength, 0);

const elementsOf = (exports: WebAssembly.Exports): number =>
  Object.values(exports)
    .filter((value): value is WebAssembly.Table => value instanceof WebAssembly.Table)
    .reduce((sum, table) => sum + table.length, 0);

/**
 * A call that returns or throws must burn exactly as much as with naive metering. After a trap the pass's figure may be
 * a little behind, because a trap happens without a check first.
 */
const compareFuel = (original: Uint8Array, passed: Uint8Array): readonly string[] => {
  const twins = [passed, meterNaively(original)].map((wasm) => attempt(() => instantiate(wasm)));
  if (!twins.every((twin) => twin.ok)) return [];
  const [clever, naive] = twins.map((twin) => twin.value as WebAssembly.Exports);
  if (clever === undefined || naive === undefined) return [];
  const differences: string[] = [];
  for (const name of functionsOf(clever)) {
    const given = argumentsFor(clever[name] as Callable, 0);
    const [one, other] = [clever, naive].map((exports) => {
      setFuel(exports, plenty);
      const outcome = attempt(() => (exports[name] as Callable)(...given));
      return { outcome, burned: plenty - fuelLeft(exports) };
    });
    if (one === undefined || other === undefined || !sameOutcome(one.outcome, other.outcome)) return differences;
    const trapped = !one.outcome.ok;
    if (trapped ? one.burned > other.burned : one.burned !== other.burned)
      differences.push(`${name} burned ${one.burned}, and ${other.burned} with naive metering`);
  }
  return differences;
};

/** Each call must end within the limits. One that never ends hangs the caller. */
const exhaust = (endless: Uint8Array): { stopped: number; differences: readonly string[]; fuel: readonly bigint[] } => {
  const differences: string[] = [];
  const fuel: bigint[] = [];
  let stopped = 0;
  let wasm: Uint8Array;
  try {
    wasm = passModule(endless, tight).wasm;
  } catch (error) {
    if (!(error instanceof CaxtonError)) throw error;
    return { stopped, differences, fuel };
  }
  const started = attempt(() => instantiate(wasm));
  if (!started.ok) return { stopped, differences, fuel };
  const exports = started.value as WebAssembly.Exports;
  for (const name of functionsOf(exports)) {
    setFuel(exports, tightFuel);
    const outcome = attempt(() => (exports[name] as Callable)(...argumentsFor(exports[name] as Callable, 0)));
    if (ranOutOfStack(outcome)) return { stopped, differences, fuel: [] };
    const left = fuelLeft(exports);
    fuel.push(left);
    if (left < 0n) stopped += 1;
    if (left < 0n && outcome.ok) differences.push(`${name} came back with less than no fuel`);
    if (left > tightFuel) differences.push(`${name} made fuel`);
  }
  if (bytesOf(exports) > tight.maxMemoryBytes) differences.push("more memory than allowed");
  if (elementsOf(exports) > tight.maxTableElements) differences.push("larger tables than allowed");
  return { stopped, differences, fuel };
};

export const runRandom = (module: RandomModule): RandomVerdict => {
  const original = decode(module.wasm);
  let passed: Uint8Array;
  try {
    passed = passModule(original, permissive).wasm;
  } catch (error) {
    if (!(error instanceof CaxtonError)) throw error;
    return { refused: error.code, calls: 0, traps: 0, overflowed: false, stopped: 0, differences: [] };
  }
  const first = compare(original, passed);
  const second = compare(original, passed);
  const differences = [...first.differences];
  if (!first.overflowed && !second.overflowed && first.burned !== second.burned)
    differences.push(`burned ${first.burned}, then ${second.burned}`);
  if (!first.overflowed) differences.push(...compareFuel(original, passed));
  const [once, again] = [exhaust(decode(module.endless)), exhaust(decode(module.endless))];
  differences.push(...once.differences);
  if (once.fuel.length > 0 && again.fuel.length > 0 && once.fuel.join() !== again.fuel.join())
    differences.push("the endless twin burned differently the second time");
  return {
    calls: first.calls,
    traps: first.traps,
    overflowed: first.overflowed,
    stopped: once.stopped,
    differences,
  };
};
