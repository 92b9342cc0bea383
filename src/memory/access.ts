/** Opening the memory when it is first needed. */
import type { MemoryAccess, MemoryBackend } from "./types.ts";

/** With what was opened for it, which is closed with it. */
export interface OpenedMemory {
  readonly memory: MemoryBackend;
  close(): Promise<void>;
}

export interface OpenableMemory {
  readonly access: MemoryAccess;
  /** Closes what was opened. */
  close(): Promise<void>;
}

/** A failure to open is not kept: who asks next tries again. */
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
