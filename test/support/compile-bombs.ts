/**
 * Modules whose last function repeats one construct that is cheap to write and expensive for the pass or for the engine's
 * compilers. They are assembled by hand, because wabt needs a lot of stack and memory for texts like these.
 */
import type { ModulePolicy } from "../../src/sandbox/types.ts";
import { list, section, u32, type Bytes } from "./components.ts";

const op = {
  loop: [0x03, 0x40],
  block: [0x02, 0x40],
  if: [0x04, 0x40],
  end: [0x0b],
  brIf: (label: number): Bytes => [0x0d, ...u32(label)],
  call: (index: number): Bytes => [0x10, ...u32(index)],
  drop: [0x1a],
  localGet: (index: number): Bytes => [0x20, ...u32(index)],
  localSet: (index: number): Bytes => [0x21, ...u32(index)],
  zero32: [0x41, 0],
  zero: [0x42, 0],
  wrap: [0xa7],
  truncate: [0xfc, 0x06],
} as const;

const type = { i32: 0x7f, i64: 0x7e, f64: 0x7c } as const;

const repeated = (times: number, ...codes: readonly Bytes[]): Bytes => {
  const once = codes.flat();
  return Array.from({ length: times }, () => once).flat();
};

interface FunctionParts {
  readonly parameters?: Bytes;
  readonly results?: Bytes;
  /** How many locals of which type. */
  readonly locals?: readonly [count: number, type: number];
  readonly code: Bytes;
}

const bytes = (content: Bytes): Bytes => [...u32(content.length), ...content];

/** A module with these functions, which nothing exports. */
const moduleOf = (...functions: readonly FunctionParts[]): Uint8Array => {
  const signatures = functions.map(({ parameters = [], results = [] }) => [
    0x60,
    ...bytes(parameters),
    ...bytes(results),
  ]);
  const bodies = functions.map(({ locals, code }) =>
    bytes([...(locals === undefined ? [0] : [1, ...u32(locals[0]), locals[1]]), ...code, ...op.end]),
  );
  const indices = functions.map((_, index) => u32(index));
  const sections = [section(1, list(signatures)), section(3, list(indices)), section(10, list(bodies))];
  return Uint8Array.from([[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00], ...sections].flat());
};

const thousand = repeated(1_000, [type.i64]);
const give: FunctionParts = { results: thousand, code: repeated(1_000, op.zero) };
const take: FunctionParts = { parameters: thousand, code: [] };

/** The locals 0 and 1 must be of type i64. */
const branch: Bytes = [op.localGet(0), op.wrap, op.if, op.zero, op.localSet(1), op.end].flat();

/** Ordinary code of about this many megabytes, in functions of a size that is allowed. */
export const largeModule = (megabytes: number): Uint8Array => {
  const code = repeated(125_000, op.zero, op.localSet(1));
  return moduleOf(...Array.from({ length: megabytes * 2 }, (): FunctionParts => ({ locals: [2, type.i64], code })));
};

/** A policy that refuses none of them for its features or its size. */
export const bombPolicy: ModulePolicy = {
  features: [],
  maxModuleBytes: 16_000_000,
  maxMemoryBytes: 65_536,
  maxTableElements: 10,
  imports: [],
};

export interface CompileBomb {
  readonly what: string;
  readonly module: (count: number) => Uint8Array;
  /** With so many the pass refuses it. */
  readonly tooMany: number;
}

export const compileBombs: readonly CompileBomb[] = [
  {
    what: "calls that move many values",
    module: (count) => moduleOf(give, take, { code: repeated(count, op.call(0), op.call(1)) }),
    tooMany: 10_000,
  },
  {
    what: "many local variables and many branches",
    module: (count) => moduleOf({ locals: [49_000, type.i64], code: repeated(count, branch) }),
    tooMany: 1_000,
  },
  {
    what: "many operands and many branches",
    module: (count) =>
      moduleOf({
        locals: [2, type.i64],
        code: [repeated(count, op.localGet(0)), repeated(count, branch), repeated(count, op.drop)].flat(),
      }),
    tooMany: 10_000,
  },
  {
    what: "deeply nested loops",
    module: (count) => moduleOf({ code: [repeated(count, op.loop), repeated(count, op.end)].flat() }),
    tooMany: 10_000,
  },
  {
    what: "many loops",
    module: (count) =>
      moduleOf({ locals: [1, type.i32], code: repeated(count, op.loop, op.localGet(0), op.brIf(0), op.end) }),
    tooMany: 20_000,
  },
  {
    what: "a br_table with very many targets",
    module: (count) =>
      moduleOf({ code: [op.block, op.zero32, [0x0e, ...u32(count)], repeated(count + 1, [0]), op.end].flat() }),
    tooMany: 200_000,
  },
  {
    what: "many conversions",
    module: (count) => moduleOf({ locals: [1, type.f64], code: repeated(count, op.localGet(0), op.truncate, op.drop) }),
    tooMany: 20_000,
  },
];
