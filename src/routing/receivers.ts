/**
 * Chooses the receivers of a message: providers of its capability, depending on the performative, or the named agents.
 */
import type { AgentDefinition } from "../domain/agent.ts";
import type { Assignment } from "../domain/delivery.ts";
import { CaxtonError } from "../domain/errors.ts";
import { goesToOneProvider, type Performative } from "../domain/fipa.ts";
import type { AgentName, Capability } from "../domain/ids.ts";
import type { Json } from "../domain/json.ts";
import { formatByteSize, bytes } from "../domain/quantities.ts";
import type { AgentWithVersion } from "../registry/stores.ts";
import type { CapabilityRouter } from "./router.ts";

export interface ReceiverChoice {
  /** Throws `routing.no_capability_providers`, or `routing.loop` if all providers are in `except`. */
  byCapability(capability: Capability, performative: Performative, except: readonly AgentName[]): readonly Assignment[];
  /** Throws `agent.not_found`, `agent.invalid_state`, `message.too_large`, and what `byCapability` throws. */
  forMessage(message: {
    readonly performative: Performative;
    readonly target:
      | { readonly kind: "capability"; readonly capability: Capability }
      | { readonly kind: "receivers"; readonly receivers: readonly AgentName[] };
    readonly content: Json;
  }): readonly Assignment[];
}

const noProviders = (router: CapabilityRouter, capability: Capability): CaxtonError => {
  const nearest = router.nearest(capability);
  return new CaxtonError(
    "routing.no_capability_providers",
    `No running agent provides the capability “${capability}”.`,
    {
      hint:
        nearest.length === 0
          ? "GET /api/v1/capabilities lists all capabilities; an agent file with this capability adds it."
          : `Did you mean ${nearest.map((each) => `“${each}”`).join(", ")}?`,
      facts: { capability, nearest },
    },
  );
};

export const createReceiverChoice = (deps: {
  readonly router: CapabilityRouter;
  /** Throws `agent.not_found`. */
  readonly agent: (name: AgentName) => AgentWithVersion;
  readonly maxMessageBytes: number;
}): ReceiverChoice => {
  const { router } = deps;

  const byCapability: ReceiverChoice["byCapability"] = (capability, performative, except) => {
    const one = goesToOneProvider(performative) ? router.choose(capability, except) : null;
    const chosen = goesToOneProvider(performative)
      ? one === null
        ? []
        : [one]
      : router.rank(capability).filter((each) => !except.includes(each.agent));
    if (chosen.length > 0) return chosen.map(({ agent, version }) => ({ agent, version }));
    if (except.length > 0 && router.rank(capability).length > 0) {
      throw new CaxtonError(
        "routing.loop",
        `All providers of “${capability}” have already handled this request: ${except.join(" → ")}.`,
      );
    }
    throw noProviders(router, capability);
  };

  const byName = (name: AgentName): Assignment => {
    const { agent } = deps.agent(name);
    if (agent.state !== "running") {
      throw new CaxtonError("agent.invalid_state", `The agent ${agent.name} is ${agent.state} and takes no messages.`, {
        hint: `POST /api/v1/agents/${agent.name}/start starts it.`,
      });
    }
    return { agent: agent.name, version: agent.activeVersion };
  };

  const limitOf = (definition: AgentDefinition): number => definition.limits.maxMessageSize ?? deps.maxMessageBytes;

  return {
    byCapability,
    forMessage: ({ performative, target, content }) => {
      const receivers =
        target.kind === "capability" ? byCapability(target.capability, performative, []) : target.receivers.map(byName);
      const size = Buffer.byteLength(JSON.stringify(content));
      for (const { agent } of receivers) {
        const limit = limitOf(deps.agent(agent).version.definition);
        if (size <= limit) continue;
        throw new CaxtonError(
          "message.too_large",
          `The content has ${formatByteSize(bytes(size))}; ${agent} accepts at most ${formatByteSize(bytes(limit))}.`,
          { hint: "Send less, or raise limits.max_message_size in the agent's file." },
        );
      }
      return receivers;
    },
  };
};
