/** Limits on the content of granted folders, so that no tool fills the disk. */
import { CaxtonError } from "../../domain/errors.ts";
import type { GrantedPlace } from "./storage-paths.ts";
import { walk } from "./storage-walk.ts";

interface Held {
  bytes: number;
  files: number;
  readonly countedAt: number;
}

/** Maximum number of entries in a granted folder, subfolders included. */
const mostEntries = 100_000;

/** How long a count is reused, plus what was written since, in milliseconds; other programs may write there too. */
const believedMs = 5_000;

export interface StorageQuota {
  /** Counts bytes and entries as used. Throws `tool.failed` if they exceed the limits. */
  reserve(place: GrantedPlace, bytes: number, entries: number, signal: AbortSignal): Promise<void>;
}

const count = async ({ top }: GrantedPlace, signal: AbortSignal): Promise<Held> => {
  const held: Held = { bytes: 0, files: 0, countedAt: performance.now() };
  await walk(top, { recursive: true, folders: "before", signal }, ({ found }) => {
    held.bytes += found.isFile() ? found.size : 0;
    held.files += 1;
    return held.files <= mostEntries;
  });
  return held;
};

export const createStorageQuota = (): StorageQuota => {
  const folders = new Map<string, Held>();

  const heldBy = async (place: GrantedPlace, signal: AbortSignal): Promise<Held> => {
    const known = folders.get(place.topPath);
    if (known !== undefined && performance.now() - known.countedAt < believedMs) return known;
    const counted = await count(place, signal);
    folders.set(place.topPath, counted);
    return counted;
  };

  return {
    reserve: async (place, bytes, entries, signal) => {
      const { maxTotalSize } = place.grant;
      const held = await heldBy(place, signal);
      if (held.bytes + bytes > maxTotalSize) {
        throw new CaxtonError("tool.failed", `The granted folder is full: it may hold ${maxTotalSize} bytes.`);
      }
      if (held.files + entries > mostEntries) {
        throw new CaxtonError("tool.failed", `The granted folder may hold ${mostEntries} files and folders.`);
      }
      held.bytes += bytes;
      held.files += entries;
    },
  };
};
