/**
 * One plain watch for each directory. Node's recursive watch sets one watch a *file* on Linux and loses files that are
 * replaced by a rename; a plain one on a directory reports everything that happens to its entries.
 */
import { watch, type FSWatcher } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, join, posix } from "node:path";

export interface DirectoryWatches {
  /** Watches a directory, anew when another one has taken its place. Throws when it is not there. */
  ensure(directory: string): Promise<void>;
  has(directory: string): boolean;
  /** Ends the watches of all other directories. */
  retain(directories: ReadonlySet<string>): void;
  close(): void;
}

export interface DirectoryWatchOptions {
  readonly folder: string;
  /** With the path in the folder of what changed; null when the system does not say, or a whole directory did. */
  readonly onChange: (path: string | null) => void;
  /** A directory cannot be watched, such as when the system's limit is reached. */
  readonly onFault: (directory: string, error: unknown) => void;
}

export const createDirectoryWatches = ({ folder, onChange, onFault }: DirectoryWatchOptions): DirectoryWatches => {
  const watches = new Map<string, { readonly identity: string; readonly watcher: FSWatcher }>();

  const forget = (directory: string, watcher: FSWatcher): void => {
    watcher.close();
    if (watches.get(directory)?.watcher === watcher) watches.delete(directory);
  };

  const open = (directory: string): FSWatcher => {
    const path = join(folder, directory);
    const watcher = watch(path, { persistent: false }, (_event, name) => {
      // A directory that is deleted or moved away reports its own name; its watch is of no more use.
      if (name === basename(path)) forget(directory, watcher);
      // Kubernetes replaces mounted files by turning one hidden link, “..data”.
      if (name === null || name === basename(path) || name.startsWith("..")) onChange(null);
      else if (!name.startsWith(".")) onChange(posix.join(directory, name));
    });
    return watcher.on("error", (error) => {
      forget(directory, watcher);
      onFault(directory, error);
    });
  };

  return {
    has: (directory) => watches.has(directory),
    ensure: async (directory) => {
      const { ino, birthtimeMs } = await stat(join(folder, directory));
      const identity = `${ino}/${birthtimeMs}`;
      const before = watches.get(directory);
      if (before?.identity === identity) return;
      if (before !== undefined) forget(directory, before.watcher);
      try {
        watches.set(directory, { identity, watcher: open(directory) });
      } catch (error) {
        onFault(directory, error);
      }
    },
    retain: (directories) => {
      for (const [directory, { watcher }] of [...watches]) {
        if (!directories.has(directory)) forget(directory, watcher);
      }
    },
    close: () => {
      for (const [directory, { watcher }] of [...watches]) forget(directory, watcher);
    },
  };
};
