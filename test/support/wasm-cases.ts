/**
 * What `test/wasm-cases` (Rust) made: the WebAssembly core test suite and random modules. The recorded ones need no
 * Rust to be read; `node scripts/fuzz-sandbox.mjs --record` makes them again.
 */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";

/** A type, and the value in decimal; of floats the bits. */
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

/** Both base64: one that ends by itself, and the same without what ends it. */
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
