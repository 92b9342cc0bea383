/** Runs LangGraph.js as a process of its own, where `npm --prefix bench/peers ci` has installed it. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Measured } from "../measure.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export interface PeerMeasured {
  readonly alone: Measured;
  readonly together: Measured;
}

/** Null where it is not installed. */
export const measureLangGraph = async (
  baseUrl: string,
  folder: string,
  times: { readonly aloneMs: number; readonly crowdMs: number; readonly crowd: number },
): Promise<PeerMeasured | null> => {
  if (!existsSync(here("./node_modules"))) return null;
  const { aloneMs, crowdMs, crowd } = times;
  const { stdout } = await promisify(execFile)(process.execPath, [
    here("./langgraph.mjs"),
    baseUrl,
    join(folder, "langgraph.db"),
    ...[aloneMs, crowdMs, crowd].map(String),
  ]);
  return JSON.parse(stdout) as PeerMeasured;
};
