/** Opening the memory when it is first needed. */
import type { MemoryAccess, MemoryBackend } from "./types.ts";

export interface OpenableMemory {
  readonly access: MemoryAccess;
  /** Closes what was opened. */
  close(): Promise<void>;
}

/** A failure to open is not kept: who asks next tries again. */
export const openOnFirstUse = (open: () => Promise<MemoryBackend>): OpenableMemory => {
  let opening: Promise<MemoryBackend> | null = null;
  return {
    access: async () => {
      opening ??= open().catch((thrown: unknown) => {
        opening = null;
        throw thrown;
      });
      return opening;
    },
    close: async () => {
      await (await opening?.catch(() => null))?.close();
    },
  };
};
