/**
 * Finds the Temporal CLI for the embedded server: the configured one, the PATH, the cache in the data folder,
 * Temporal's download, Go. The first that works is used; if none does, one error gives the reason for each.
 */
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CaxtonError } from "../domain/errors.ts";
import { fail, ok, type Result } from "../domain/result.ts";
import { buildCli } from "./cli-build.ts";
import { archiveChecksums, downloadCli } from "./cli-download.ts";
import { checkTemporalCli, findOnPath, hashFile, type ChildEnvironment } from "./executable.ts";
import type { Log } from "./log.ts";
import { isAlive } from "./processes.ts";
import { createProgress, type Progress } from "./progress.ts";

export const temporalCliVersion = "1.5.1";

export interface FindCliOptions {
  /** If given, it is used and nothing else is tried. */
  readonly cliPath: string | null;
  /** The cache is `<dataDir>/bin`; work in progress goes to `<dataDir>/cache`. */
  readonly dataDir: string;
  readonly environment: ChildEnvironment;
  readonly log: Log;
  /** Default: standard error. */
  readonly progress?: Progress;
  /** Ends a download or a build; default: never. */
  readonly signal?: AbortSignal | undefined;
  /** Sources and time limits, which only tests change. */
  readonly sources?: Partial<CliSources>;
}

export interface CliSources {
  readonly downloadUrl: string;
  readonly checksums: Readonly<Record<string, string>>;
  readonly answerWithinMs: number;
  readonly silentForMs: number;
  readonly go: string;
  readonly buildWithinMs: number;
}

const usualSources: CliSources = {
  downloadUrl: "https://temporal.download",
  checksums: archiveChecksums,
  answerWithinMs: 5_000,
  silentForMs: 15_000,
  go: "go",
  buildWithinMs: 30 * 60_000,
};

export interface FoundCli {
  readonly path: string;
  readonly source: "configuration" | "path" | "cache" | "download" | "go";
  /** What `--version` says. */
  readonly version: string;
}

interface Way {
  readonly source: FoundCli["source"];
  /** How the error calls it. */
  readonly name: string;
  readonly take: () => Promise<Result<string, string>>;
}

const cachedFile = (dataDir: string): string => join(dataDir, "bin", `temporal-${temporalCliVersion}`);

/** The cached program, if it still is what was put there. */
const fromCache = async (dataDir: string, log: Log): Promise<Result<string, string>> => {
  const file = cachedFile(dataDir);
  let recorded: string;
  try {
    recorded = (await readFile(`${file}.sha256`, "utf8")).trim();
  } catch {
    return fail(`${file} is not there yet`);
  }
  const hash = await hashFile(file).catch(() => null);
  if (hash === recorded) return ok(file);
  const reason = hash === null ? `${file} is gone` : `${file} was changed since it was put there`;
  log.warn({ file, hash, recorded }, `${reason}; downloading it again`);
  await rm(file, { force: true });
  await rm(`${file}.sha256`, { force: true });
  return fail(reason);
};

/** Folders of runs that were killed while they fetched. */
const sweep = async (cache: string): Promise<void> => {
  for (const name of await readdir(cache).catch(() => [])) {
    const pid = Number(/^temporal-([0-9]+)-/.exec(name)?.[1] ?? 0);
    if (pid > 0 && pid !== process.pid && !isAlive(pid)) await rm(join(cache, name), { recursive: true, force: true });
  }
};

/** Lets `fetch` put a program into a folder of its own, and moves it into the cache once it is proven. */
const intoCache = async (
  options: FindCliOptions,
  fetch: (folder: string) => Promise<Result<string, string>>,
): Promise<Result<string, string>> => {
  const file = cachedFile(options.dataDir);
  const cache = join(options.dataDir, "cache");
  await mkdir(cache, { recursive: true });
  await mkdir(join(options.dataDir, "bin"), { recursive: true });
  await sweep(cache);
  const folder = await mkdtemp(join(cache, `temporal-${process.pid}-`));
  try {
    const fetched = await fetch(folder);
    if (!fetched.ok) return fetched;
    await chmod(fetched.value, 0o755);
    const works = await checkTemporalCli(fetched.value, options.environment);
    if (!works.ok) return works;
    await writeFile(join(folder, "sha256"), `${await hashFile(fetched.value)}\n`);
    await rename(join(folder, "sha256"), `${file}.sha256`);
    await rename(fetched.value, file);
    return ok(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const ways = (options: FindCliOptions): readonly Way[] => {
  const { dataDir, environment, log, signal = neverAborted } = options;
  const sources = { ...usualSources, ...options.sources };
  const progress = options.progress ?? createProgress(process.stderr);
  const common = { version: temporalCliVersion, environment, progress, signal };
  const download = {
    ...common,
    ...sources,
    baseUrl: sources.downloadUrl,
    platform: process.platform,
    arch: process.arch,
  };
  return [
    {
      source: "path",
      name: "“temporal” on the PATH",
      take: async () => {
        const found = await findOnPath("temporal", environment);
        return found === null ? fail("there is none") : ok(found);
      },
    },
    { source: "cache", name: "the data folder", take: () => fromCache(dataDir, log) },
    {
      source: "download",
      name: "Temporal's download",
      take: () => {
        progress.say(
          `Temporal ${temporalCliVersion} is not installed yet; downloading it once into ${join(dataDir, "bin")}.`,
        );
        return intoCache(options, (folder) => downloadCli(folder, download));
      },
    },
    {
      source: "go",
      name: "building it with Go",
      take: () =>
        intoCache(options, (folder) => {
          progress.say("The download failed; building it with Go, which takes one and a half to four minutes.");
          return buildCli(folder, { ...common, go: sources.go, withinMs: sources.buildWithinMs });
        }),
    },
  ];
};

const neverAborted = new AbortController().signal;

const waysOut = [
  "set TEMPORAL_ADDRESS to a Temporal cluster",
  "install the Temporal CLI (https://docs.temporal.io/cli) so that “temporal” is on the PATH",
  "set CAXTON_TEMPORAL_CLI to the path of a Temporal CLI",
  "let this machine reach https://temporal.download",
  "install Go 1.21 or newer and let it reach its module proxy",
];

/**
 * The first Temporal CLI that works. Throws `temporal.no_server` with the reason for each way that failed; a configured
 * one that does not work is an error at once, since whoever named it wants that one. Throws the
 * signal's reason if it is aborted.
 */
export const findTemporalCli = async (options: FindCliOptions): Promise<FoundCli> => {
  const { cliPath, environment, log } = options;
  if (cliPath !== null) {
    const version = await checkTemporalCli(cliPath, environment);
    if (version.ok) return { path: cliPath, source: "configuration", version: version.value };
    throw new CaxtonError("temporal.no_server", `The configured Temporal CLI does not work: ${version.error}.`, {
      hint: "Correct CAXTON_TEMPORAL_CLI (temporal.cli_path in the file), or leave it out to let Caxton find one.",
    });
  }
  const failures: { readonly way: string; readonly reason: string }[] = [];
  for (const way of ways(options)) {
    options.signal?.throwIfAborted();
    const taken = await way
      .take()
      .catch((cause: unknown) => fail(cause instanceof Error ? cause.message : String(cause)));
    const version = taken.ok ? await checkTemporalCli(taken.value, environment) : taken;
    if (taken.ok && version.ok) {
      log.debug({ path: taken.value, source: way.source, version: version.value }, "found the Temporal CLI");
      return { path: taken.value, source: way.source, version: version.value };
    }
    options.signal?.throwIfAborted();
    failures.push({ way: way.name, reason: version.ok ? "" : version.error });
  }
  throw new CaxtonError(
    "temporal.no_server",
    `No Temporal server could be found or installed:\n${failures.map(({ way, reason }) => `  - ${way}: ${reason}.`).join("\n")}`,
    { hint: `One of these helps: ${waysOut.join("; ")}.`, facts: { ways: failures } },
  );
};
