/** Builds the Temporal CLI with Go, entirely within one folder that is deleted afterwards. */
import { access } from "node:fs/promises";
import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { fail, ok, type Result } from "../domain/result.ts";
import { findOnPath, type ChildEnvironment } from "./executable.ts";
import { startGuarded } from "./guarded-process.ts";
import type { Progress } from "./progress.ts";

const run = promisify(execFile);

export interface BuildOptions {
  readonly version: string;
  /** The path of `go`, or the name to look for on the search path. */
  readonly go: string;
  readonly environment: ChildEnvironment;
  readonly progress: Progress;
  /** Limit for downloads and compilation together. */
  readonly withinMs: number;
  /** Ends the build when it is aborted. */
  readonly signal: AbortSignal;
}

interface GoSettings {
  readonly GOVERSION: string;
  readonly GOPROXY: string;
  readonly GOMODCACHE: string;
  readonly GOFLAGS: string;
}

/**
 * `go install module@version` exists since 1.16; since 1.21 Go downloads a newer Go by itself if a module requires it.
 */
const isNewEnough = (version: string): boolean => {
  const match = /^go(\d+)\.(\d+)/.exec(version);
  return match === null ? version.startsWith("devel") : Number(match[1]) > 1 || Number(match[2]) >= 21;
};

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** Go keeps telemetry counters in the configuration folder; only its settings are read from the real one. */
const quiet = (environment: ChildEnvironment, folder: string): Record<string, string> => {
  const home = environment["XDG_CONFIG_HOME"] ?? join(environment["HOME"] ?? folder, ".config");
  return process.platform === "linux"
    ? { GOENV: join(home, "go", "env"), ...environment, XDG_CONFIG_HOME: join(folder, "config") }
    : { ...environment };
};

/** Everything that Go writes is below `folder`; modules in the user's own cache are read from there. */
const buildEnvironment = async (
  settings: GoSettings,
  environment: Readonly<Record<string, string>>,
  folder: string,
): Promise<Record<string, string>> => {
  const cached = join(settings.GOMODCACHE, "cache", "download");
  return {
    ...environment,
    GOPROXY: (await exists(cached)) ? `${pathToFileURL(cached).href},${settings.GOPROXY}` : settings.GOPROXY,
    GOPATH: join(folder, "path"),
    GOMODCACHE: join(folder, "modules"),
    GOCACHE: join(folder, "build"),
    GOTMPDIR: join(folder, "tmp"),
    GOBIN: join(folder, "bin"),
    // Otherwise the module cache would be read-only and could not be deleted.
    GOFLAGS: `${settings.GOFLAGS} -modcacherw`.trim(),
    // Nothing in the CLI needs a C compiler.
    CGO_ENABLED: "0",
  };
};

const elapsed = (since: number): string => {
  const total = Math.round((performance.now() - since) / 1_000);
  return total < 60 ? `${total} s` : `${Math.floor(total / 60)} min ${total % 60} s`;
};

const install = async (go: string, folder: string, env: Record<string, string>, options: BuildOptions) => {
  const since = performance.now();
  let doing = "starting";
  const child = await startGuarded({
    command: go,
    args: ["install", "-trimpath", "-ldflags=-s -w", `github.com/temporalio/cli/cmd/temporal@v${options.version}`],
    cwd: folder,
    env,
    onLine: (line) => {
      const module = /^go: (?:downloading|extracting) (\S+)/.exec(line)?.[1];
      if (module !== undefined) doing = `downloading ${module}`;
    },
  });
  const tell = () =>
    options.progress.update(`Building Temporal ${options.version} with Go: ${elapsed(since)}, ${doing}`);
  const compiling = setInterval(() => {
    // Go prints nothing while it compiles, so a while without a download means that it is compiling.
    tell();
    doing = "compiling";
  }, 2_000);
  let late = false;
  const end = () => void child.end(1_000);
  const timer = setTimeout(() => {
    late = true;
    end();
  }, options.withinMs);
  options.signal.addEventListener("abort", end);
  if (options.signal.aborted) end();
  tell();
  const exit = await child.exited;
  options.signal.removeEventListener("abort", end);
  clearTimeout(timer);
  clearInterval(compiling);
  if (late) return `it was not ready within ${options.withinMs / 60_000} minutes`;
  const said = child.output().filter((line) => !/^go: (?:downloading|extracting) /.test(line));
  return exit.code === 0 ? null : `“go install” failed: ${said.slice(-3).join(" ").slice(0, 400)}`;
};

/** Builds the program below `folder`; ok with its path, or the reason why it failed. */
export const buildCli = async (folder: string, options: BuildOptions): Promise<Result<string, string>> => {
  const go = options.go.includes("/") ? options.go : await findOnPath(options.go, options.environment);
  if (go === null) return fail("Go is not installed (there is no “go” on the PATH)");
  const environment = quiet(options.environment, folder);
  for (const name of ["tmp", "config"]) await mkdir(join(folder, name), { recursive: true });
  let settings: GoSettings;
  try {
    const { stdout } = await run(go, ["env", "-json", "GOVERSION", "GOPROXY", "GOMODCACHE", "GOFLAGS"], {
      env: environment,
      cwd: folder,
      timeout: 30_000,
    });
    settings = JSON.parse(stdout) as GoSettings;
  } catch (cause) {
    return fail(`“${go} env” failed: ${cause instanceof Error ? cause.message.trim() : String(cause)}`);
  }
  if (!isNewEnough(settings.GOVERSION)) return fail(`${go} is ${settings.GOVERSION}, and go1.21 or newer is needed`);
  const failure = await install(go, folder, await buildEnvironment(settings, environment, folder), options);
  return failure === null ? ok(join(folder, "bin", "temporal")) : fail(failure);
};
