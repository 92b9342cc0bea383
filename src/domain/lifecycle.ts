/**
 * The life of an agent: unloaded → loaded → running → draining → unloaded, and failed from any of them.
 *
 * Guarded twice. `Agent<State>` carries its state in its type, so that `start(agent)` compiles for a loaded agent only;
 * and every step asks {@link transition} as well, because a state that was read from the database has no type to trust.
 */
import { CaxtonError } from "./errors.ts";
import type { AgentId, AgentName } from "./ids.ts";
import { fail as refuse, ok, type Result } from "./result.ts";

export const agentStates = ["unloaded", "loaded", "running", "draining", "failed"] as const;

export type AgentStateName = (typeof agentStates)[number];

export const isAgentState = (text: string): text is AgentStateName => (agentStates as readonly string[]).includes(text);

/**
 * From each state the states that may follow. A loaded agent that was never started may be unloaded again, and a failed
 * one is unloaded before it can be loaded anew.
 */
export const agentTransitions = {
  unloaded: ["loaded", "failed"],
  loaded: ["running", "unloaded", "failed"],
  running: ["draining", "failed"],
  draining: ["unloaded", "failed"],
  failed: ["unloaded"],
} as const satisfies Record<AgentStateName, readonly AgentStateName[]>;

/** The states from which `To` can be reached in one step. */
export type AgentStatesBefore<To extends AgentStateName> = {
  [From in AgentStateName]: To extends (typeof agentTransitions)[From][number] ? From : never;
}[AgentStateName];

/** Whether an agent may go from one state to the other, for states that come from outside; the reason when not. */
export const transition = (from: string, to: string): Result<AgentStateName, string> => {
  if (!isAgentState(from)) return refuse(`“${from}” is not a state of an agent; there are ${agentStates.join(", ")}.`);
  if (!isAgentState(to)) return refuse(`“${to}” is not a state of an agent; there are ${agentStates.join(", ")}.`);
  const following: readonly AgentStateName[] = agentTransitions[from];
  return following.includes(to)
    ? ok(to)
    : refuse(`An agent that is ${from} cannot become ${to}; it can become ${following.join(" or ")}.`);
};

declare const checked: unique symbol;

/** An agent in a known state. Made by the functions of this file only. */
export interface Agent<State extends AgentStateName> {
  readonly id: AgentId;
  readonly name: AgentName;
  readonly state: State;
  /** Why it failed; null in every other state. */
  readonly failure: State extends "failed" ? string : null;
  readonly [checked]: State;
}

/** An agent in some state; `agent.state` tells which. */
export type AnyAgent = { [State in AgentStateName]: Agent<State> }[AgentStateName];

export interface AgentIdentity {
  readonly id: AgentId;
  readonly name: AgentName;
}

const make = ({ id, name }: AgentIdentity, state: AgentStateName, failure: string | null): AnyAgent =>
  ({ id, name, state, failure }) as unknown as AnyAgent;

/** An agent at the start of its life. */
export const unloadedAgent = (identity: AgentIdentity): Agent<"unloaded"> =>
  make(identity, "unloaded", null) as Agent<"unloaded">;

/** An agent as the database knows it, or why its row cannot be. */
export const restoreAgent = (
  row: AgentIdentity & { readonly state: string; readonly failure: string | null },
): Result<AnyAgent, string> => {
  if (!isAgentState(row.state)) {
    return refuse(
      `Agent ${row.name} is in the state “${row.state}”, which is none; there are ${agentStates.join(", ")}.`,
    );
  }
  const failure = row.state === "failed" ? (row.failure ?? "The reason was not recorded.") : null;
  return ok(make(row, row.state, failure));
};

const step = <To extends AgentStateName>(
  agent: AgentIdentity & { readonly state: string },
  to: To,
  why: string | null,
) => {
  const answer = transition(agent.state, to);
  if (!answer.ok) {
    throw new CaxtonError("agent.invalid_state", `Agent ${agent.name}: ${answer.error}`, {
      hint: "Look at the agent's state first; start, drain and unload each take an agent in a certain state.",
      facts: { state: agent.state, wanted: to },
    });
  }
  return make(agent, to, why) as unknown as Agent<To>;
};

/** Throws `agent.invalid_state` when the value lies about its type, as all functions below do. */
export const load = (agent: Agent<AgentStatesBefore<"loaded">>): Agent<"loaded"> => step(agent, "loaded", null);

export const start = (agent: Agent<AgentStatesBefore<"running">>): Agent<"running"> => step(agent, "running", null);

/** No new conversations; those that run go on. */
export const drain = (agent: Agent<AgentStatesBefore<"draining">>): Agent<"draining"> => step(agent, "draining", null);

export const unload = (agent: Agent<AgentStatesBefore<"unloaded">>): Agent<"unloaded"> => step(agent, "unloaded", null);

export const fail = (agent: Agent<AgentStatesBefore<"failed">>, why: string): Agent<"failed"> =>
  step(agent, "failed", why);
