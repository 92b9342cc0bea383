/** The workflow bundle: prebuilt (0.5 s until the worker is ready) or built on the spot (3.4 s). */
import { bundleWorkflowCode, type WorkflowBundle } from "@temporalio/worker";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const fromHere = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Where `npm run build` writes the bundle. */
export const builtBundle = fromHere("../workflow-bundle.js");

const quiet = { log: () => {}, trace: () => {}, debug: () => {}, info: () => {} };

/** Used by tests and `tsx`, which run from source; there is one bundle per process. */
export const bundleWorkflows = async (): Promise<WorkflowBundle> => {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  return bundleWorkflowCode({
    workflowsPath: fromHere(`../workflows/index.${extension}`),
    logger: { ...quiet, warn: console.warn, error: console.error },
  });
};

export const loadWorkflowBundle = async (): Promise<WorkflowBundle | { readonly codePath: string }> =>
  existsSync(builtBundle) ? { codePath: builtBundle } : bundleWorkflows();
