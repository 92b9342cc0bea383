/** How many workers poll a task queue, as Temporal sees it. */
import { asCaxtonError } from "./client-failures.ts";
import type { TemporalHandle } from "./connection.ts";

/** Every worker polls again within this time, in milliseconds: Temporal ends a long poll after a minute. */
const pollsWithinMs = 70_000;

/** `TASK_QUEUE_TYPE_WORKFLOW` of Temporal's API. */
const ofWorkflows = 1;

/**
 * Counts the workers that have polled within the last minute or so; a worker that was killed is counted until then.
 * Throws `temporal.unavailable`.
 */
export const countWorkers = async (
  { connection, namespace }: Pick<TemporalHandle, "connection" | "namespace">,
  taskQueue: string,
): Promise<number> => {
  const { pollers } = await connection
    .withDeadline(Date.now() + 2_000, () =>
      connection.workflowService.describeTaskQueue({
        namespace,
        taskQueue: { name: taskQueue },
        taskQueueType: ofWorkflows,
      }),
    )
    .catch((thrown: unknown) => {
      throw asCaxtonError(thrown, null);
    });
  const since = Date.now() - pollsWithinMs;
  const alive = pollers.filter(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1_000 >= since);
  return new Set(alive.map(({ identity }) => identity)).size;
};
