/** Downloads the Temporal CLI from Temporal. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { CaxtonError } from "../domain/errors.ts";
import { fail, ok, type Result } from "../domain/result.ts";
import type { ChildEnvironment } from "./executable.ts";
import { bar, type Progress } from "./progress.ts";

const run = promisify(execFile);

/**
 * SHA-256 of the archives of v1.5.1 as Temporal released them. temporal.download serves the same files as GitHub's
 * release page; https://github.com/cashapp/hermit-packages (temporal-cli.hcl) publishes all four.
 */
export const archiveChecksums: Readonly<Record<string, string>> = {
  "linux/amd64": "ddc95e08b0b076efd4ea9733a3f488eb7d2be875f8834e616cd2a37358b4852d",
  "linux/arm64": "bd1b0db9f18b051026de8bf6cc1505f2510f14bbb7a8b9a4a91fff46c77454f5",
  "darwin/amd64": "bbb73e2a31135abe50a1f1cdb35030c42961df618e8ce9c60ae89f201540c5d9",
  "darwin/arm64": "cca01b7ea35ad56e2a328d9ae596bf716bd22313ef63c7a761c88354457c2415",
};

export interface DownloadOptions {
  readonly version: string;
  readonly baseUrl: string;
  readonly checksums: Readonly<Record<string, string>>;
  readonly platform: string;
  readonly arch: string;
  /** Time limit for the server to begin its answer. */
  readonly answerWithinMs: number;
  /** Longest pause in the download after that. */
  readonly silentForMs: number;
  readonly environment: ChildEnvironment;
  readonly progress: Progress;
  /** Ends the download when it is aborted. */
  readonly signal: AbortSignal;
}

const largestArchive = 500_000_000;
const tooLarge = (): CaxtonError =>
  new CaxtonError("temporal.no_server", `the archive is larger than ${megabytes(largestArchive)}`);
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;

/** The reason, which fetch hides in the cause of its “fetch failed”. */
const reasonOf = (thrown: unknown): string => {
  if (!(thrown instanceof Error)) return String(thrown);
  const { cause } = thrown;
  if (cause instanceof Error) return (cause as NodeJS.ErrnoException).code ?? cause.message;
  return thrown.message;
};

const fetchArchive = async (url: string, file: string, options: DownloadOptions): Promise<Result<string, string>> => {
  const { answerWithinMs, silentForMs, progress } = options;
  const abort = new AbortController();
  const signal = AbortSignal.any([abort.signal, options.signal]);
  let why = `no answer within ${answerWithinMs / 1_000} s`;
  let timer = setTimeout(() => abort.abort(), answerWithinMs);
  const listen = () => {
    clearTimeout(timer);
    why = `the download stalled for ${silentForMs / 1_000} s`;
    timer = setTimeout(() => abort.abort(), silentForMs);
  };
  try {
    const response = await fetch(url, { signal });
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      return fail(`${url} answered ${response.status}`);
    }
    const total = Number(response.headers.get("content-length") ?? 0);
    const hash = createHash("sha256");
    let received = 0;
    const count = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        listen();
        hash.update(chunk);
        received += chunk.length;
        const share = total > 0 ? bar(received / total) : "";
        progress.update(`Downloading Temporal ${options.version} ${share} ${megabytes(received)}`);
        done(received > largestArchive ? tooLarge() : null, chunk);
      },
    });
    listen();
    await pipeline(Readable.fromWeb(response.body), count, createWriteStream(file), { signal });
    return ok(hash.digest("hex"));
  } catch (thrown) {
    return fail(`${url}: ${abort.signal.aborted ? why : reasonOf(thrown)}`);
  } finally {
    clearTimeout(timer);
  }
};

/** Downloads the program into `folder`; ok with its path, or the reason why it failed. */
export const downloadCli = async (folder: string, options: DownloadOptions): Promise<Result<string, string>> => {
  const arch = { x64: "amd64", arm64: "arm64" }[options.arch] ?? options.arch;
  const expected = options.checksums[`${options.platform}/${arch}`];
  if (expected === undefined) return fail(`there is no build for ${options.platform} on ${options.arch}`);
  const url = `${options.baseUrl}/cli/archive/v${options.version}?platform=${options.platform}&arch=${arch}`;
  const archive = join(folder, "temporal.tar.gz");
  const hash = await fetchArchive(url, archive, options);
  if (!hash.ok) return hash;
  if (hash.value !== expected) {
    return fail(
      `${url} sent something other than Temporal ${options.version}: SHA-256 ${hash.value}, expected ${expected}`,
    );
  }
  try {
    // -o: the files belong to us, whoever packed them.
    await run("tar", ["-xzof", archive, "-C", folder, "temporal"], { env: options.environment, timeout: 120_000 });
  } catch (cause) {
    return fail(`the archive could not be unpacked: ${cause instanceof Error ? cause.message.trim() : String(cause)}`);
  } finally {
    await rm(archive, { force: true });
  }
  return ok(join(folder, "temporal"));
};
