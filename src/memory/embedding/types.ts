/** The interface of an embedding model. */

/** Turns texts into vectors of unit length. */
export interface Embedder {
  /** Stored with the vectors: vectors of another model must be recomputed. */
  readonly modelId: string;
  readonly dimensions: number;
  /** Returns vectors in the order of the texts. Throws `memory.embedding_failed`. */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<readonly Float32Array[]>;
  close(): Promise<void>;
}
