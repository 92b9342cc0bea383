/**
 * One plain watch per directory. On Linux, Node's recursive watch sets one watch per *file* and loses files that are
 * replaced by a rename; a plain watch on a directory reports every change of its entries.
 */
import { watch, type FSWatcher } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, join, posix } from "node:path";

export interface DirectoryWatches {
  /** Watches a directory; watches it again if another directory has replaced it. Throws if it does not exist. */
  ensure(directory: string): Promise<void>;
  has(directory: string): boolean;
  /** Stops watching all other directories. */
  retain(directories: ReadonlySet<string>): void;
  close(): void;
}

export interface DirectoryWatchOptions {
  readonly folder: string;
  /**
   * Called with the changed path, relative to the folder; null if the system does not report it, or if a whole
   * directory changed.
   */
  readonly onChange: (path: string | null) => void;
  /** Called if a directory cannot be watched, for example because the system's limit is reached. */
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
      // A deleted or moved directory reports its own name; its watch is of no further use.
      if (name === basename(path)) forget(directory, watcher);
      // Kubernetes replaces mounted files by switching one hidden link, “..data”.
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
