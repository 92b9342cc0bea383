/** Loads pages in a headless Chromium, as a person's browser would. */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

const names = ["chromium", "chromium-browser", "google-chrome"];

/**
 * The browser's command; null if there is none. In CI that is an error, because a skipped test would go unnoticed
 * there.
 */
export const findChromium = async (environment: NodeJS.ProcessEnv = process.env): Promise<string | null> => {
  for (const name of names) {
    try {
      return (await run("/bin/sh", ["-c", `command -v ${name}`], { env: environment })).stdout.trim();
    } catch {
      // Not available under this name; try the next.
    }
  }
  if ((environment["CI"] ?? "") === "") return null;
  throw new Error(`There is no Chromium (${names.join(", ")}), and in CI the test that needs it must not be skipped.`);
};

/** The page's elements as HTML, after its scripts have run. The browser can reach the page and nothing else. */
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
