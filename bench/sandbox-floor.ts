/** The cost of the sandbox's calls without the sandbox: the same module in the main thread, plain and metered. */
import { passModule } from "../src/sandbox/pass/pass.ts";
import { fuelExport } from "../src/sandbox/pass/types.ts";
import type { ModulePolicy } from "../src/sandbox/types.ts";

type Callable = (...args: number[]) => number;

export interface Floor {
  /** Calls per second of the plain module. */
  readonly plain: number;
  readonly metered: number;
  /** Median over the rounds of metered time divided by plain time. */
  readonly ratio: number;
}

const callable = (bytes: Uint8Array, input: Uint8Array): (() => void) => {
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { caxton: {} });
  const { memory, alloc, handle_message, response_ptr, response_len, _initialize } = instance.exports as unknown as {
    readonly memory: WebAssembly.Memory;
    readonly alloc: Callable;
    readonly handle_message: Callable;
    readonly response_ptr: Callable;
    readonly response_len: Callable;
    readonly _initialize?: () => void;
  };
  const fuel = instance.exports[fuelExport] as WebAssembly.Global | undefined;
  const full = 1_000_000_000n;
  if (fuel !== undefined) fuel.value = full;
  _initialize?.();
  let view = new Uint8Array(memory.buffer);
  return () => {
    if (fuel !== undefined) fuel.value = full;
    const pointer = alloc(input.length);
    if (view.length === 0) view = new Uint8Array(memory.buffer);
    view.set(input, pointer);
    if (handle_message(pointer, input.length) !== 1) throw new RangeError("The agent did not answer.");
    if (view.length === 0) view = new Uint8Array(memory.buffer);
    const start = response_ptr();
    view.slice(start, start + response_len());
    if (fuel !== undefined && (fuel.value as bigint) < 0n) throw new RangeError("The agent ran out of fuel.");
  };
};

/** Plain and metered runs alternate, so that both are affected alike by other load on the machine. */
export const floorOf = (bytes: Uint8Array, policy: ModulePolicy, input: Uint8Array): Floor => {
  const plain = callable(bytes, input);
  const metered = callable(passModule(bytes, policy).wasm, input);
  const time = (call: () => void, calls: number): number => {
    const started = performance.now();
    for (let count = 0; count < calls; count += 1) call();
    return performance.now() - started;
  };
  // Long enough for V8 to optimise the code.
  time(plain, 20_000);
  time(metered, 20_000);
  const calls = Math.ceil(20_000 / Math.max(0.01, time(plain, 20_000))) * 50;
  const rounds = Array.from({ length: 15 }, () => ({ plain: time(plain, calls), metered: time(metered, calls) }));
  const middle = (values: readonly number[]): number =>
    values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
  return {
    plain: (calls / middle(rounds.map((round) => round.plain))) * 1_000,
    metered: (calls / middle(rounds.map((round) => round.metered))) * 1_000,
    ratio: middle(rounds.map((round) => round.metered / round.plain)),
  };
};
