/** Runs a file of the WebAssembly core test suite plain and metered, side by side. */
import { inspect } from "node:util";
import { CaxtonError } from "../../src/domain/errors.ts";
import { attempt, fuelLeft, meter, plenty, ranOutOfStack, sameOutcome, setFuel } from "./metered-twin.ts";
import { decode, type SpecArgument, type SpecCommand, type SpecFile } from "./wasm-cases.ts";

export interface SpecTally {
  /** Number of calls and reads whose results or traps were compared. */
  compared: number;
  /** Modules that were instantiated in both worlds, or that failed alike in both. */
  modules: number;
  /** Modules that the pass refuses, such as those with a start function, by error code. */
  refused: Record<string, number>;
  /** Calls that ran out of stack in either world; the point at which that happens cannot be predicted. */
  overflows: number;
  /** Invalid modules that were refused as invalid. */
  invalid: number;
  /** Modules that the engine itself rejects, because they are newer than this Node.js. */
  unsupported: number;
  differences: string[];
}

export const emptyTally = (): SpecTally => ({
  compared: 0,
  modules: 0,
  overflows: 0,
  refused: {},
  invalid: 0,
  unsupported: 0,
  differences: [],
});

interface World {
  readonly imports: Record<string, Record<string, unknown>>;
  readonly named: Map<string, WebAssembly.Exports | undefined>;
  current: WebAssembly.Exports | undefined;
}

const nothing = (): void => {};

/** The module `spectest` of the suite's harness. */
const createWorld = (): World => ({
  imports: {
    spectest: {
      print: nothing,
      print_i32: nothing,
      print_i64: nothing,
      print_f32: nothing,
      print_f64: nothing,
      print_i32_f32: nothing,
      print_f64_f64: nothing,
      global_i32: new WebAssembly.Global({ value: "i32" }, 666),
      global_i64: new WebAssembly.Global({ value: "i64" }, 666n),
      global_f32: new WebAssembly.Global({ value: "f32" }, 666.6),
      global_f64: new WebAssembly.Global({ value: "f64" }, 666.6),
      table: new WebAssembly.Table({ element: "anyfunc", initial: 10, maximum: 20 }),
      memory: new WebAssembly.Memory({ initial: 1, maximum: 2 }),
    },
  },
  named: new Map(),
  current: undefined,
});

const bits = new DataView(new ArrayBuffer(8));
const externs = new Map<string, object>();

const argument = ([type, text]: SpecArgument): unknown => {
  switch (type) {
    case "i32":
      return Number(text);
    case "i64":
      return BigInt(text);
    case "f32":
      bits.setUint32(0, Number(text));
      return bits.getFloat32(0);
    case "f64":
      bits.setBigUint64(0, BigInt(text));
      return bits.getFloat64(0);
    case "null":
      return null;
    case "extern":
    default: {
      const found = externs.get(text) ?? { extern: text };
      externs.set(text, found);
      return found;
    }
  }
};

const exportsOf = (world: World, name: string | null): WebAssembly.Exports | undefined =>
  name === null ? world.current : world.named.get(name);

const refusalOf = (bytes: Uint8Array): string | undefined => {
  try {
    meter(bytes);
    return undefined;
  } catch (error) {
    if (!(error instanceof CaxtonError) || !error.code.startsWith("sandbox.")) throw error;
    return typeof error.facts["feature"] === "string" ? `${error.code}: ${error.facts["feature"]}` : error.code;
  }
};

const keep = (world: World, name: string | null, exports: WebAssembly.Exports | undefined): void => {
  world.current = exports;
  if (name !== null) world.named.set(name, exports);
};

interface Run {
  readonly file: string;
  readonly plain: World;
  readonly metered: World;
  readonly burned: WebAssembly.Exports[];
  readonly tally: SpecTally;
}

const runModule = (run: Run, command: SpecCommand & { readonly do: "module" }): void => {
  const { plain, metered, tally } = run;
  const bytes = decode(command.wasm);
  const forget = (): void => [plain, metered].forEach((world) => keep(world, command.name, undefined));
  const refusal = refusalOf(bytes);
  if (!WebAssembly.validate(bytes)) {
    tally.unsupported += 1;
    if (refusal === undefined) tally.differences.push(`${run.file}: an invalid module went through`);
    return forget();
  }
  if (refusal !== undefined) {
    tally.refused[refusal] = (tally.refused[refusal] ?? 0) + 1;
    return forget();
  }
  const start = (world: World, wasm: Uint8Array) =>
    attempt(() => new WebAssembly.Instance(new WebAssembly.Module(wasm), world.imports).exports);
  const one = start(plain, bytes);
  const other = start(metered, meter(bytes));
  tally.modules += 1;
  if (!one.ok || !other.ok) {
    // The messages may differ: the pass adds a maximum where there was none, and the engine mentions it.
    if (one.ok || other.ok || one.kind !== other.kind)
      tally.differences.push(`${run.file}: one world has an instance and the other not`);
    // The suite continues with the last module that was instantiated.
    return;
  }
  setFuel(other.value as WebAssembly.Exports, plenty);
  run.burned.push(other.value as WebAssembly.Exports);
  keep(plain, command.name, one.value as WebAssembly.Exports);
  keep(metered, command.name, other.value as WebAssembly.Exports);
};

const runAction = (run: Run, command: SpecCommand & { readonly do: "invoke" | "get" }): void => {
  const [one, other] = [run.plain, run.metered].map((world) => {
    const exports = exportsOf(world, command.module);
    if (exports === undefined) return undefined;
    const found = exports[command.name];
    return attempt(() =>
      command.do === "get"
        ? (found as WebAssembly.Global).value
        : (found as (...all: unknown[]) => unknown)(...command.arguments.map(argument)),
    );
  });
  if (one === undefined || other === undefined) return;
  run.tally.compared += 1;
  if (ranOutOfStack(one) || ranOutOfStack(other)) run.tally.overflows += 1;
  if (!sameOutcome(one, other)) run.tally.differences.push(`${run.file}: ${command.name}: ${inspect([one, other])}`);
};

const runCommand = (run: Run, command: SpecCommand): void => {
  if (command.do === "module") return runModule(run, command as SpecCommand & { readonly do: "module" });
  if (command.do === "invoke" || command.do === "get") return runAction(run, command);
  if (command.do === "register") {
    for (const world of [run.plain, run.metered]) {
      const exports = exportsOf(world, command.module);
      if (exports !== undefined) world.imports[command.as] = { ...exports };
    }
    return;
  }
  const bytes = decode(command.wasm);
  if (refusalOf(bytes) !== undefined) run.tally.invalid += 1;
  else if (!WebAssembly.validate(bytes)) run.tally.differences.push(`${run.file}: an invalid module went through`);
};

/** Returns the fuel left in each instance, in order of creation. */
export const runSpecFile = (file: SpecFile, tally: SpecTally): readonly bigint[] => {
  const run = { file: file.file, plain: createWorld(), metered: createWorld(), burned: [], tally };
  for (const command of file.commands) runCommand(run, command);
  return run.burned.map(fuelLeft);
};
