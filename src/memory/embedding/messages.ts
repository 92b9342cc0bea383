/** Messages between the embedder and its thread. */
export interface ThreadInput {
  readonly folder: string;
  /** Threads of ONNX Runtime. */
  readonly threads: number;
}

export interface EmbedRequest {
  readonly id: number;
  readonly texts: readonly string[];
}

export type ThreadMessage =
  | { readonly kind: "ready"; readonly modelId: string; readonly dimensions: number }
  /** The folder cannot be used; message and hint of `memory.model_unavailable`. */
  | { readonly kind: "unusable"; readonly message: string; readonly hint: string }
  | { readonly kind: "embedded"; readonly id: number; readonly vectors: readonly Float32Array[] }
  | { readonly kind: "failed"; readonly id: number; readonly message: string };
