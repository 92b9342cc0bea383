/** A folder with an embedding model: `model.json`, which describes it, `model.onnx` and `tokenizer.json`. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { isAbsolute, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { CaxtonError } from "../../domain/errors.ts";
import { isJsonObject, type JsonObject } from "../../domain/json.ts";

export interface EmbeddingModel {
  /** Stored with each vector; vectors with another id must be recomputed. */
  readonly id: string;
  readonly dimensions: number;
  /** Per text, including the two special tokens around it. */
  readonly maxTokens: number;
  readonly inputIds: string;
  readonly inputMask: string;
  readonly output: string;
  /** The path of `model.onnx`. Only the path, so that its 24 MB are not kept in memory beside ONNX Runtime's own copy. */
  readonly onnx: string;
  /** `tokenizer.json` of the Hugging Face tokenizers library. */
  readonly tokenizer: JsonObject;
}

/** The model included with Caxton. */
export const defaultModel = "all-MiniLM-L6-v2";

const modelsFolder = fileURLToPath(new URL("../../../models/", import.meta.url));

/** A plain name is a folder in Caxton's own `models`; anything with a separator is a path. */
export const modelFolderOf = (model: string): string =>
  isAbsolute(model) || /[/\\]/.test(model) ? resolve(model) : join(modelsFolder, model);

const unavailable = (folder: string, why: string, cause?: unknown): CaxtonError =>
  new CaxtonError("memory.model_unavailable", `The embedding model in ${folder} cannot be used: ${why}`, {
    hint:
      "Reinstall Caxton to restore its own model, or name a folder with model.json, model.onnx and tokenizer.json " +
      "in CAXTON_EMBEDDING_MODEL; docs/memory.md describes such a folder.",
    ...(cause === undefined ? {} : { cause }),
  });

const unreadable = (folder: string, file: string, cause: unknown): CaxtonError => {
  const isMissing = (cause as NodeJS.ErrnoException).code === "ENOENT";
  return unavailable(folder, isMissing ? `${file} is missing.` : `${file} cannot be read.`, cause);
};

const readPart = async (folder: string, file: string): Promise<Buffer> =>
  readFile(join(folder, file)).catch((cause: unknown) => {
    throw unreadable(folder, file, cause);
  });

const sha256Of = async (folder: string, file: string): Promise<string> => {
  const hash = createHash("sha256");
  try {
    for await (const piece of createReadStream(join(folder, file))) hash.update(piece as Buffer);
  } catch (cause) {
    throw unreadable(folder, file, cause);
  }
  return hash.digest("hex");
};

const parsed = (folder: string, file: string, content: Buffer): JsonObject => {
  try {
    const value: unknown = JSON.parse(content.toString("utf8"));
    if (isJsonObject(value)) return value;
  } catch (cause) {
    throw unavailable(folder, `${file} is no JSON.`, cause);
  }
  throw unavailable(folder, `${file} holds no object.`);
};

interface Description {
  readonly id: string;
  readonly dimensions: number;
  readonly maxTokens: number;
  readonly input: { readonly ids: string; readonly mask: string };
  readonly output: string;
  readonly sha256: JsonObject;
}

const describe = (folder: string, description: JsonObject): Description => {
  const { id, dimensions, maxTokens, input, output, sha256 } = description;
  const whole = (value: unknown): value is number => Number.isInteger(value) && Number(value) > 0;
  if (
    typeof id !== "string" ||
    !whole(dimensions) ||
    !whole(maxTokens) ||
    !isJsonObject(input) ||
    typeof input["ids"] !== "string" ||
    typeof input["mask"] !== "string" ||
    typeof output !== "string" ||
    !isJsonObject(sha256)
  ) {
    throw unavailable(folder, "model.json lacks one of id, dimensions, maxTokens, input, output and sha256.");
  }
  return { id, dimensions, maxTokens, input: { ids: input["ids"], mask: input["mask"] }, output, sha256 };
};

/** A truncated download or a faulty disk would produce vectors that look valid, so checksums are verified. */
const verify = async (folder: string, file: string, sums: JsonObject): Promise<void> => {
  const actual = await sha256Of(folder, file);
  if (sums[file] === actual) return;
  throw unavailable(
    folder,
    `${file} is damaged: its SHA-256 is ${actual}, and model.json says ${JSON.stringify(sums[file])}.`,
  );
};

/** Throws `memory.model_unavailable`, with what is missing or damaged. */
export const readModelFolder = async (folder: string): Promise<EmbeddingModel> => {
  const { input, sha256, ...model } = describe(
    folder,
    parsed(folder, "model.json", await readPart(folder, "model.json")),
  );
  await verify(folder, "model.onnx", sha256);
  await verify(folder, "tokenizer.json", sha256);
  return {
    ...model,
    inputIds: input.ids,
    inputMask: input.mask,
    onnx: join(folder, "model.onnx"),
    tokenizer: parsed(folder, "tokenizer.json", await readPart(folder, "tokenizer.json")),
  };
};
