/** Runs the floor: its own worker and client, with the options that Caxton's worker has. */
import { Client } from "@temporalio/client";
import { bundleWorkflowCode, Worker } from "@temporalio/worker";
import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import type { TemporalHandle } from "../../src/temporal/connection.ts";
import type { floor } from "./workflow.ts";

export interface Floor {
  /** One update on the workflow of that number, with one local activity. */
  ask(workflow: number): Promise<void>;
  stop(): Promise<void>;
}

const quiet = { log: () => {}, trace: () => {}, debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

export const startFloor = async (temporal: TemporalHandle, workflows: number): Promise<Floor> => {
  const taskQueue = `floor-${randomUUID()}`;
  const worker = await Worker.create({
    connection: await temporal.connectWorker(),
    namespace: temporal.namespace,
    taskQueue,
    workflowBundle: await bundleWorkflowCode({
      workflowsPath: fileURLToPath(new URL("./workflow.ts", import.meta.url)),
      logger: quiet,
    }),
    activities: { answer: async (question: string) => `You asked: ${question}` },
    maxConcurrentWorkflowTaskExecutions: 500,
    maxConcurrentLocalActivityExecutions: 1_000,
    maxCachedWorkflows: 2_000,
  });
  const ended = worker.run();
  const { workflow } = new Client({ connection: temporal.connection, namespace: temporal.namespace });
  const handles = await Promise.all(
    Array.from({ length: workflows }, async () =>
      workflow.start<typeof floor>("floor", { workflowId: randomUUID(), taskQueue }),
    ),
  );
  return {
    ask: async (number) => {
      const handle = handles[number % handles.length];
      await handle?.executeUpdate<string, [string]>("ask", { args: ["How many rows?"] });
    },
    stop: async () => {
      await Promise.all(handles.map(async (handle) => handle.terminate()));
      worker.shutdown();
      await ended;
    },
  };
};
