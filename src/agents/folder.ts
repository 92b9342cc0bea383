/**
 * The agents folder: loads all files at start and follows changes while the server runs. File system events are only
 * hints; the files themselves decide. A slow sweep over the whole folder finds changes without events, as on network
 * file systems.
 */
import type { Complaint } from "../domain/errors.ts";
import { createDirectoryWatches } from "./directory-watches.ts";
import { isAgentFile, isModuleFile } from "./file-names.ts";
import { forEachOf, isDirectory, listAgentFiles } from "./folder-scan.ts";
import { createFolderState } from "./folder-state.ts";
import type { FileAgents, FolderLogger } from "./types.ts";

export interface AgentsFolderOptions {
  /** Absolute path. */
  readonly folder: string;
  readonly catalogue: FileAgents;
  readonly logger: FolderLogger;
  /** How long the folder must be quiet before changes are read; 40 ms by default. */
  readonly debounceMs?: number;
  /** How long a file may be missing or empty before it counts as removed; 150 ms by default. */
  readonly graceMs?: number;
  /** Time between two sweeps; 5 s by default, longer if a sweep takes long. */
  readonly sweepMs?: number;
}

export interface AgentsFolder {
  /**
   * The files whose present content does not serve, with the reasons; those with an earlier good version serve that.
   */
  rejected(): ReadonlyMap<string, readonly Complaint[]>;
  /** Resolves when all reads and writes have ended. */
  close(): Promise<void>;
}

/** If the folder is never quiet, it is read after this many debounce times. */
const longestDebounce = 4;
/** Largest share of time spent on sweeps. */
const sweepShare = 1 / 20;

/**
 * Resolves when all files have been loaded. An invalid file is logged and reported; it does not keep others from
 * loading.
 */
export const watchAgentsFolder = async (options: AgentsFolderOptions): Promise<AgentsFolder> => {
  const { folder, catalogue, logger, debounceMs = 40, graceMs = 150, sweepMs = 5_000 } = options;
  const state = createFolderState(folder, catalogue, logger);
  const complained = new Set<string>();
  const once = (what: string, tell: () => void): void => {
    if (!complained.has(what)) tell();
    complained.add(what);
  };

  const hints = new Set<string>();
  let everything = false;
  let firstHintAt: number | null = null;
  let timer: NodeJS.Timeout | undefined;
  let graceTimer: NodeJS.Timeout | undefined;
  let sweepTimer: NodeJS.Timeout | undefined;
  let away = new Set<string>();
  let work: Promise<void> = Promise.resolve();
  let closed = false;

  /** Runs tasks one after the other; a failure is logged, and the next task runs. */
  const enqueue = (task: () => Promise<void>): void => {
    if (closed) return;
    work = work
      .then(async () => {
        if (!closed) await task();
      })
      .catch((error: unknown) => logger.error({ err: error, folder }, "The agents folder could not be followed"));
  };

  const watches = createDirectoryWatches({
    folder,
    onChange: (path) => {
      if (path === null) everything = true;
      else hints.add(path);
      if (closed) return;
      firstHintAt ??= performance.now();
      const waited = performance.now() - firstHintAt;
      clearTimeout(timer);
      timer = setTimeout(
        () => enqueue(followHints),
        Math.max(0, Math.min(debounceMs, longestDebounce * debounceMs - waited)),
      );
    },
    onFault: (directory, error) =>
      once(`watch ${directory}`, () =>
        logger.warn(
          { err: error, directory },
          "A directory of agents cannot be watched; its changes are found by the slower sweep instead",
        ),
      ),
  });

  const lookAt = async (files: readonly string[], final: boolean): Promise<void> =>
    forEachOf(files, async (file) => {
      if (await state.look(file, final)) return;
      away.add(file);
      graceTimer ??= setTimeout(() => enqueue(finishAway), graceMs);
    });

  const finishAway = async (): Promise<void> => {
    graceTimer = undefined;
    const files = [...away];
    away = new Set();
    await lookAt(files, true);
    await state.settle();
  };

  /** The files that differ from what is known; null if the folder cannot be read, which does not remove agents. */
  const changedFiles = async (): Promise<readonly string[] | null> => {
    const directories = new Set<string>();
    const listing = await listAgentFiles(folder, async (directory) => {
      directories.add(directory);
      await watches.ensure(directory);
    });
    if (listing === null) {
      once("folder", () => logger.warn({ folder }, "The agents folder cannot be read; known agents continue to serve"));
      return null;
    }
    complained.delete("folder");
    watches.retain(directories);
    const hidden = (file: string): boolean =>
      listing.unreadable.some((path) => path === "" || file === path || file.startsWith(`${path}/`));
    const gone = state.files().filter((file) => !listing.files.has(file) && !hidden(file));
    const changed = [...listing.files.keys()].filter((file) => state.differs(file, listing));
    return [...changed, ...gone];
  };

  const followEverything = async (final: boolean): Promise<void> => {
    const files = await changedFiles();
    if (files === null) return;
    await lookAt(files, final);
    if (files.length > 0 || state.hasOpenEnds()) await state.settle();
  };

  const isDirectoryMatter = async (path: string): Promise<boolean> =>
    watches.has(path) || state.files().some((file) => file.startsWith(`${path}/`)) || isDirectory(folder, path);

  const followHints = async (): Promise<void> => {
    firstHintAt = null;
    const paths = [...hints];
    hints.clear();
    let whole = everything;
    everything = false;
    const files: string[] = [];
    for (const path of paths) {
      // Only the agent files tell which agents use a module.
      if (isModuleFile(path) || (await isDirectoryMatter(path))) whole = true;
      else if (isAgentFile(path)) files.push(path);
    }
    await lookAt(files, false);
    if (files.length > 0) await state.settle();
    if (whole) await followEverything(false);
  };

  const sweep = async (): Promise<void> => {
    const started = performance.now();
    await followEverything(false);
    scheduleSweep(Math.max(sweepMs, (performance.now() - started) / sweepShare));
  };
  const scheduleSweep = (delay: number): void => {
    if (closed) return;
    sweepTimer = setTimeout(() => enqueue(sweep), delay);
    sweepTimer.unref();
  };

  const started = performance.now();
  const first = followEverything(true);
  // Changes seen in the meantime wait for their turn.
  work = first.catch(() => undefined);
  await first;
  const refused = state.rejected().size;
  const facts = { folder, files: state.files().length, refused, milliseconds: Math.round(performance.now() - started) };
  logger.info(facts, `Read ${facts.files} agent files${refused > 0 ? `, ${refused} of them rejected` : ""}`);
  scheduleSweep(sweepMs);

  return {
    rejected: state.rejected,
    close: async () => {
      closed = true;
      for (const each of [timer, graceTimer, sweepTimer]) clearTimeout(each);
      watches.close();
      await work;
    },
  };
};
