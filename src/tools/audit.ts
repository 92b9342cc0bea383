/** Audits tool calls made outside a turn; `src/turns/call-results.ts` audits those made in turns. */
import { callEvent, measureCall, type CalledTool, type CallReport, type CallSource } from "../domain/tool-call.ts";
import type { Events } from "../observability/types.ts";
import type { CallAudit } from "./types.ts";

export interface CallAuditDependencies {
  readonly events: Pick<Events, "record">;
  readonly clock: () => Date;
  readonly newId: () => string;
}

export const createCallAudit = ({ events, clock, newId }: CallAuditDependencies): CallAudit => {
  const record = async (
    tool: CalledTool,
    source: CallSource,
    ended: Pick<CallReport, "durationMs" | "error" | "audit">,
  ): Promise<void> => {
    const report = { ...ended, key: `call ${newId()}`, time: clock().toISOString(), tool };
    await events.record([callEvent("tool.called", source, report)]);
  };
  return {
    run: async (tool, source, call) => {
      const { written, error, audit, durationMs } = await measureCall(call, () => performance.now());
      await record(tool, source, { durationMs, error, audit });
      if (error !== null) throw error;
      return { ...written, audit, durationMs };
    },
    refuse: async (tool, source, error) => record(tool, source, { durationMs: 0, error, audit: {} }),
  };
};
