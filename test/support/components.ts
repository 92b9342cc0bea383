/**
 * Components for the sandbox tests, assembled by hand (component model, Binary.md), so that malformed ones can be built
 * too.
 */
import { assemble } from "./guests.ts";

export type Bytes = readonly number[];

export const u32 = (value: number): Bytes => (value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...u32(value >>> 7)]);
const text = (value: string): Bytes => {
  const bytes = [...new TextEncoder().encode(value)];
  return [...u32(bytes.length), ...bytes];
};
export const list = (items: readonly Bytes[]): Bytes => [...u32(items.length), ...items.flat()];
export const section = (id: number, content: Bytes): Bytes => [id, ...u32(content.length), ...content];
const one = (id: number, item: Bytes): Bytes => section(id, list([item]));

export const preamble: Bytes = [0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00];
export const component = (...sections: readonly Bytes[]): Uint8Array =>
  Uint8Array.from([...preamble, ...sections.flat()]);

export const coreModule = (wat: string): Bytes => section(1, [...assemble(wat)]);
/** `given`: the earlier core instances that are passed, with their names. */
export const coreInstance = (module: number, given: readonly (readonly [string, number])[] = []): Bytes =>
  one(2, [0x00, ...u32(module), ...list(given.map(([name, index]) => [...text(name), 0x12, ...u32(index)]))]);
/** A core instance made of core functions. */
export const coreBag = (items: readonly (readonly [string, number])[]): Bytes =>
  one(2, [0x01, ...list(items.map(([name, index]) => [...text(name), 0x00, ...u32(index)]))]);
const coreAlias = (sort: number, instance: number, name: string): Bytes =>
  one(6, [0x00, sort, 0x01, ...u32(instance), ...text(name)]);
export const aliasCoreFunction = (instance: number, name: string): Bytes => coreAlias(0x00, instance, name);
export const aliasMemory = (instance: number, name = "memory"): Bytes => coreAlias(0x02, instance, name);
export const aliasFunction = (instance: number, name: string): Bytes =>
  one(6, [0x01, 0x00, ...u32(instance), ...text(name)]);
export const exported = (name: string, index: number): Bytes =>
  one(11, [0x00, ...text(name), 0x01, ...u32(index), 0x00]);
export const nested = (inner: Uint8Array): Bytes => section(4, [...inner]);
export const instance = (of: number): Bytes => one(5, [0x00, ...u32(of), 0x00]);

interface Options {
  readonly memory?: number;
  readonly realloc?: number;
  readonly postReturn?: number;
}

const options = ({ memory, realloc, postReturn }: Options): Bytes =>
  list([
    ...(memory === undefined ? [] : [[0x03, ...u32(memory)]]),
    ...(realloc === undefined ? [] : [[0x04, ...u32(realloc)]]),
    ...(postReturn === undefined ? [] : [[0x05, ...u32(postReturn)]]),
  ]);
export const lift = (coreFunction: number, type: number, with_: Options): Bytes =>
  one(8, [0x00, 0x00, ...u32(coreFunction), ...options(with_), ...u32(type)]);
export const lower = (func: number, with_: Options = {}): Bytes =>
  one(8, [0x01, 0x00, ...u32(func), ...options(with_)]);

/** Types 0 to 2: `option<string>`, `result<option<string>, string>` and the type of `handle-message` and `call-tool`. */
export const entryType: Bytes = section(
  7,
  list([
    [0x6b, 0x73],
    [0x6a, 0x01, 0x00, 0x01, 0x73],
    [0x40, ...list([[...text("json"), 0x73]]), 0x00, 0x01],
  ]),
);
export const typeCount = 3;

/**
 * Imports an interface: a type for it, and the import. The function types are ignored, so all functions have the same
 * type here. Adds one type index and one instance index.
 */
export const importInterface = (name: string, functions: readonly string[]): Bytes => [
  ...one(7, [
    0x42,
    ...list([[0x01, 0x40, 0x00, 0x01, 0x00], ...functions.map((each) => [0x04, 0x00, ...text(each), 0x01, 0x00])]),
  ]),
  ...one(10, [0x00, ...text(name), 0x05, ...u32(typeCount)]),
];

/** Memory and an allocator that never frees; the input goes wherever it points. */
const allocator = `(memory (export "memory") 1 16)
  (global $next (mut i32) (i32.const 4096))
  (func $realloc (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (local $at i32)
    (local.set $at (i32.and (i32.add (global.get $next) (i32.const 7)) (i32.const -8)))
    (global.set $next (i32.add (local.get $at) (local.get 3)))
    (local.get $at))`;

/** Stores the answer ok(some(text)) at 16, for the text at `$ptr`. */
const answerSome = `(i32.store8 (i32.const 16) (i32.const 0)) (i32.store8 (i32.const 20) (i32.const 1))
  (i32.store (i32.const 24) (local.get $ptr)) (i32.store (i32.const 28) (local.get $len)) (i32.const 16)`;

export interface SimpleParts {
  /** Body with parameters `$ptr` and `$len`, which returns the address of the result; an echo by default. */
  readonly handle?: string;
  /** Additional content of the main module, which imports from the module `host`. */
  readonly more?: string;
  readonly imports?: string;
  /** The imported interface and its functions, which become those of the module `host`. */
  readonly host?: { readonly interface: string; readonly functions: readonly string[] };
  readonly entry?: string;
}

/**
 * A component with the structure that compilers emit: a module with the memory, the lowered host functions, and a main
 * module that imports both. So two core modules take part in each call.
 */
export const simpleComponent = (parts: SimpleParts = {}): Uint8Array => {
  const { host, handle = answerSome, more = "", imports = "", entry = "handle-message" } = parts;
  const functions = host?.functions ?? [];
  // Core functions: index 0 is realloc, followed by the lowered ones and then the entry point.
  return component(
    entryType,
    ...(host === undefined ? [] : [importInterface(host.interface, functions)]),
    coreModule(`(module ${allocator})`),
    coreInstance(0),
    aliasMemory(0),
    aliasCoreFunction(0, "cabi_realloc"),
    ...functions.flatMap((name, index) => [aliasFunction(0, name), lower(index, { memory: 0, realloc: 0 })]),
    coreBag(functions.map((name, index) => [name, index + 1])),
    coreModule(`(module
      (import "memory" "memory" (memory 1))
      (import "memory" "cabi_realloc" (func $realloc (param i32 i32 i32 i32) (result i32)))
      ${imports} ${more}
      (func (export "entry") (param $ptr i32) (param $len i32) (result i32) ${handle}))`),
    coreInstance(1, [
      ["memory", 0],
      ["host", 1],
    ]),
    aliasCoreFunction(2, "entry"),
    lift(functions.length + 1, typeCount - 1, { memory: 0, realloc: 0 }),
    exported(entry, functions.length),
  );
};

export { answerSome };
