/** The dependencies of messaging. */
import type { Assignment, TurnSettings } from "../domain/delivery.ts";
import type { AgentName } from "../domain/ids.ts";
import type { Events } from "../observability/types.ts";
import type { Registry } from "../registry/stores.ts";
import type { ConversationWorkflows, OutgoingMessage } from "./types.ts";

export interface MessagingDependencies {
  readonly registry: Pick<Registry, "agents" | "messages" | "batches" | "conversations" | "approvals">;
  readonly workflows: ConversationWorkflows;
  readonly events: Events;
  /** Chooses the receivers. Throws `routing.*`, `agent.not_found`, `message.too_large`. */
  readonly chooseReceivers: (message: OutgoingMessage) => readonly Assignment[];
  /** Whether an agent can receive batches. */
  readonly takesBatches: (agent: AgentName) => boolean;
  readonly onFault: (what: string, error: unknown) => void;
  readonly settings: {
    readonly expireAfterMs: number;
    readonly continueAfter: number;
    readonly turns: TurnSettings;
  };
  readonly clock: () => Date;
  readonly newId: () => string;
}
