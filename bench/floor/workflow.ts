/** The floor: the least that a durable request on Temporal can be, an open workflow that takes updates. */
import { condition, defineUpdate, proxyLocalActivities, setHandler } from "@temporalio/workflow";

const { answer } = proxyLocalActivities<{ answer(question: string): Promise<string> }>({ startToCloseTimeout: "10s" });

export const ask = defineUpdate<string, [string]>("ask");

export async function floor(): Promise<void> {
  setHandler(ask, async (question) => answer(question));
  await condition(() => false);
}
