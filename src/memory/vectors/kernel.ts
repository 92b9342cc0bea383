/** Loads the kernel built by `scripts/build-kernel.mjs`, and gives access to its memory. */
import { readFileSync } from "node:fs";
import { CaxtonError } from "../../domain/errors.ts";

/** The same path from the sources and from `dist`. */
const file = new URL("../../../dist/memory/vectors/kernel.wasm", import.meta.url);

interface KernelExports {
  readonly configure: (dimensions: number, room: number, tags: number) => void;
  readonly blockOf: (slot: number) => number;
  readonly endOfBlock: (slot: number) => number;
  readonly tagOf: (slot: number) => number;
  readonly scaleOf: (slot: number) => number;
  readonly codeOf: (slot: number) => number;
  readonly sign: (slot: number) => void;
  readonly move: (from: number, to: number) => void;
  readonly scan: (slots: number, wanted: number, filtered: number) => number;
  readonly narrow: (count: number, wanted: number, scale: number) => number;
  readonly rescore: (count: number, scale: number, bias: number) => void;
  readonly querySigns: WebAssembly.Global;
  readonly queryCodes: WebAssembly.Global;
  readonly allowed: WebAssembly.Global;
  readonly candidates: WebAssembly.Global;
  readonly scores: WebAssembly.Global;
  readonly blocks: WebAssembly.Global;
}

/** Addresses, in bytes. */
interface Layout {
  readonly querySigns: number;
  readonly queryCodes: number;
  readonly allowed: number;
  readonly candidates: number;
  readonly scores: number;
  readonly blocks: number;
}

/** All of linear memory, as typed arrays for each purpose. */
interface Views {
  readonly bytes: Uint8Array;
  readonly words: Uint32Array;
  readonly floats: Float32Array;
}

type Functions = Omit<KernelExports, keyof Layout | "configure">;

export interface Kernel extends Functions {
  readonly layout: Layout;
  /** Invalidated by the next call of `reach` that grows the memory. */
  views(): Views;
  /** Grows the memory to at least this many bytes. */
  reach(bytes: number): void;
}

const pageBytes = 65_536;
const maxPages = 65_536;

const compile = (): WebAssembly.Module => {
  try {
    return new WebAssembly.Module(readFileSync(file));
  } catch (error) {
    throw new CaxtonError(
      "memory.unavailable",
      `The kernel of the vector index cannot be loaded from ${file.pathname}.`,
      {
        hint: "Run `npm run build` (or `node scripts/build.mjs --only=kernel`), and make sure that the file is readable.",
        cause: error,
      },
    );
  }
};

const viewsOf = (buffer: ArrayBuffer | SharedArrayBuffer): Views => ({
  bytes: new Uint8Array(buffer),
  words: new Uint32Array(buffer),
  floats: new Float32Array(buffer),
});

/** @param room the maximum number of candidates in one search */
export const loadKernel = (dimensions: number, room: number, tags: number): Kernel => {
  const memory = new WebAssembly.Memory({ initial: 2, maximum: maxPages });
  const { exports } = new WebAssembly.Instance(compile(), { env: { memory } });
  const kernel = exports as unknown as KernelExports;
  kernel.configure(dimensions, room, tags);
  const address = (global: WebAssembly.Global): number => Number(global.value);
  const layout: Layout = {
    querySigns: address(kernel.querySigns),
    queryCodes: address(kernel.queryCodes),
    allowed: address(kernel.allowed),
    candidates: address(kernel.candidates),
    scores: address(kernel.scores),
    blocks: address(kernel.blocks),
  };
  let views = viewsOf(memory.buffer);

  const reach = (bytes: number): void => {
    const missing = Math.ceil(bytes / pageBytes) - memory.buffer.byteLength / pageBytes;
    if (missing <= 0) return;
    try {
      memory.grow(missing);
    } catch (error) {
      throw new CaxtonError(
        "memory.unavailable",
        "There is no room for another vector: the index has reached its limit of 4 GB, or the machine is out of memory.",
        {
          hint: "Use an external memory backend (CAXTON_MEMORY_BACKEND), erase what is not needed, or give the process more memory.",
          cause: error,
        },
      );
    }
    views = viewsOf(memory.buffer);
  };
  reach(layout.blocks);
  return { ...kernel, layout, views: () => views, reach };
};
