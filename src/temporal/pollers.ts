/** Who takes work from a task queue, as Temporal sees it. */
import type { TemporalHandle } from "./connection.ts";

/** A worker asks again at least this often, in milliseconds: Temporal's long polls end after a minute. */
const pollsWithinMs = 70_000;

/** `TASK_QUEUE_TYPE_WORKFLOW` of Temporal's API. */
const ofWorkflows = 1;

/** How many workers have asked for work within the last minute or so; one that was killed is counted until then. */
export const countWorkers = async (
  { connection, namespace }: Pick<TemporalHandle, "connection" | "namespace">,
  taskQueue: string,
): Promise<number> => {
  const { pollers } = await connection.withDeadline(Date.now() + 2_000, () =>
    connection.workflowService.describeTaskQueue({
      namespace,
      taskQueue: { name: taskQueue },
      taskQueueType: ofWorkflows,
    }),
  );
  const since = Date.now() - pollsWithinMs;
  const alive = pollers.filter(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1_000 >= since);
  return new Set(alive.map(({ identity }) => identity)).size;
};
