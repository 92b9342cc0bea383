/** Opens the memory on first use. */
import type { MemoryAccess, MemoryBackend } from "./types.ts";

/** A memory together with the resources that were opened for it. */
export interface OpenedMemory {
  readonly memory: MemoryBackend;
  close(): Promise<void>;
}

export interface OpenableMemory {
  readonly access: MemoryAccess;
  /** Closes the memory and these resources. */
  close(): Promise<void>;
}

/** A failed attempt is not cached: the next caller tries again. */
export const openOnFirstUse = (open: () => Promise<OpenedMemory>): OpenableMemory => {
  let opening: Promise<OpenedMemory> | null = null;
  return {
    access: async () => {
      opening ??= open().catch((thrown: unknown) => {
        opening = null;
        throw thrown;
      });
      return (await opening).memory;
    },
    close: async () => {
      await (await opening?.catch(() => null))?.close();
    },
  };
};
