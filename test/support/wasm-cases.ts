/**
 * The cases that `test/wasm-cases` (Rust) generates: the WebAssembly core test suite and random modules. Reading the
 * recorded cases needs no Rust; `node scripts/fuzz-sandbox.mjs --record` records them again.
 */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";

/** A type, and the value in decimal; for floats, the bit pattern. */
export type SpecArgument = readonly ["i32" | "i64" | "f32" | "f64" | "null" | "extern", string];

export type SpecCommand =
  | { readonly do: "module" | "invalid"; readonly name: string | null; readonly wasm: string }
  | { readonly do: "register"; readonly as: string; readonly module: string | null }
  | { readonly do: "get"; readonly name: string; readonly module: string | null }
  | {
      readonly do: "invoke";
      readonly name: string;
      readonly module: string | null;
      readonly arguments: readonly SpecArgument[];
    };

export interface SpecFile {
  readonly file: string;
  readonly commands: readonly SpecCommand[];
}

/** Two modules in base64: one that ends by itself, and the same one without the code that ends it. */
export interface RandomModule {
  readonly wasm: string;
  readonly endless: string;
}

const lines = async (name: string): Promise<readonly unknown[]> => {
  const path = fileURLToPath(new URL(`../fixtures/wasm/${name}`, import.meta.url));
  const text = gunzipSync(await readFile(path)).toString("utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
};

export const recordedSpec = async (): Promise<readonly SpecFile[]> =>
  (await lines("spec.jsonl.gz")) as readonly SpecFile[];

export const recordedRandom = async (): Promise<readonly RandomModule[]> =>
  (await lines("random.jsonl.gz")) as readonly RandomModule[];

export const decode = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, "base64"));
