/** Looking at a page as a person would: in a headless Chromium. */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

const names = ["chromium", "chromium-browser", "google-chrome"];

/** The browser's command; null where there is none, which in CI is an error: there nobody reads that a test was skipped. */
export const findChromium = async (environment: NodeJS.ProcessEnv = process.env): Promise<string | null> => {
  for (const name of names) {
    try {
      return (await run("/bin/sh", ["-c", `command -v ${name}`], { env: environment })).stdout.trim();
    } catch {
      // Not this one; the next, or none.
    }
  }
  if ((environment["CI"] ?? "") === "") return null;
  throw new Error(`There is no Chromium (${names.join(", ")}), and in CI the test that needs it must not be skipped.`);
};

/** The page's elements after its scripts have run, as HTML. The browser reaches the page and nothing else. */
export const domOf = async (chromium: string, url: string): Promise<string> => {
  const profile = await mkdtemp(join(tmpdir(), "caxton-chromium-"));
  const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];
  const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", ...quiet];
  try {
    const options = { timeout: 60_000, maxBuffer: 50_000_000 };
    return (await run(chromium, [...flags, `--user-data-dir=${profile}`, "--dump-dom", url], options)).stdout;
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
};
