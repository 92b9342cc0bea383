/**
 * The lifecycle of an agent: unloaded → loaded → running → draining → drained → unloaded; any of these may become failed.
 *
 * Transitions are checked twice. `Agent<State>` carries the state in its type, so that `start(agent)` compiles only for a
 * loaded agent; code that knows the state only at run time narrows it with {@link requireBefore}, which throws.
 */
import type { Brand } from "./brand.ts";
import { CaxtonError } from "./errors.ts";
import type { AgentId, AgentName } from "./ids.ts";
import { fail as refuse, ok, type Result } from "./result.ts";

export const agentStates = ["unloaded", "loaded", "running", "draining", "drained", "failed"] as const;

export type AgentStateName = (typeof agentStates)[number];

export const isAgentState = (text: string): text is AgentStateName => (agentStates as readonly string[]).includes(text);

/**
 * The states that may follow each state. A loaded agent that was never started may be unloaded again, a draining one without
 * waiting for the end of its work. A drained agent need not be unloaded before it is loaded again; a failed one must be.
 */
export const agentTransitions = {
  unloaded: ["loaded", "failed"],
  loaded: ["running", "unloaded", "failed"],
  running: ["draining", "failed"],
  draining: ["drained", "unloaded", "failed"],
  drained: ["loaded", "unloaded", "failed"],
  failed: ["unloaded"],
} as const satisfies Record<AgentStateName, readonly AgentStateName[]>;

/** The states from which `To` can be reached in one step. */
export type AgentStatesBefore<To extends AgentStateName> = {
  [From in AgentStateName]: To extends (typeof agentTransitions)[From][number] ? From : never;
}[AgentStateName];

const unknownState = (text: string): string =>
  `“${text}” is not a state of an agent; the states are ${agentStates.join(", ")}.`;

/** Whether an agent may go from one state to another, for unvalidated states; fails with the reason. */
export const transition = (from: string, to: string): Result<AgentStateName, string> => {
  if (!isAgentState(from)) return refuse(unknownState(from));
  if (!isAgentState(to)) return refuse(unknownState(to));
  const following: readonly AgentStateName[] = agentTransitions[from];
  return following.includes(to)
    ? ok(to)
    : refuse(`An agent that is ${from} cannot become ${to}; it can become ${following.join(" or ")}.`);
};

export interface AgentIdentity {
  readonly id: AgentId;
  readonly name: AgentName;
}

/** An agent in a state other than `failed`. The brand says that a function of this file made it. */
type HealthyAgent<State extends AgentStateName> = Brand<
  AgentIdentity & { readonly state: State; readonly failure: null },
  "Agent"
>;

/** `failure` says why it failed. */
type FailedAgent = Brand<AgentIdentity & { readonly state: "failed"; readonly failure: string }, "Agent">;

/** An agent in some state; `agent.state` narrows it. */
export type AnyAgent =
  | HealthyAgent<"unloaded">
  | HealthyAgent<"loaded">
  | HealthyAgent<"running">
  | HealthyAgent<"draining">
  | HealthyAgent<"drained">
  | FailedAgent;

/** An agent in a known state. */
export type Agent<State extends AgentStateName> = Extract<AnyAgent, { readonly state: State }>;

const healthy = <State extends Exclude<AgentStateName, "failed">>(
  { id, name }: AgentIdentity,
  state: State,
): HealthyAgent<State> => ({ id, name, state, failure: null }) as HealthyAgent<State>;

const failed = ({ id, name }: AgentIdentity, failure: string): FailedAgent =>
  ({ id, name, state: "failed", failure }) as FailedAgent;

/** An agent at the start of its life. */
export const unloadedAgent = (identity: AgentIdentity): Agent<"unloaded"> => healthy(identity, "unloaded");

/** An agent as the database has it, or why the row is invalid. */
export const restoreAgent = (
  row: AgentIdentity & { readonly state: string; readonly failure: string | null },
): Result<AnyAgent, string> => {
  const { state } = row;
  if (!isAgentState(state)) {
    return refuse(`Agent ${row.name} has the unknown state “${state}”; the states are ${agentStates.join(", ")}.`);
  }
  return ok(state === "failed" ? failed(row, row.failure ?? "The reason was not recorded.") : healthy(row, state));
};

const mayBecome = <To extends AgentStateName>(agent: AnyAgent, to: To): agent is Agent<AgentStatesBefore<To>> =>
  transition(agent.state, to).ok;

/** The agent, narrowed to the states that may be followed by `to`. Throws `agent.invalid_state` in any other state. */
export const requireBefore = <To extends AgentStateName>(agent: AnyAgent, to: To): Agent<AgentStatesBefore<To>> => {
  if (mayBecome(agent, to)) return agent;
  const answer = transition(agent.state, to);
  throw new CaxtonError("agent.invalid_state", `Agent ${agent.name}: ${answer.ok ? "" : answer.error}`, {
    hint: "Check the agent's current state: start, drain and unload are each allowed in certain states only.",
    facts: { state: agent.state, wanted: to },
  });
};

/** Throws `agent.invalid_state` if the state contradicts the type, as do all functions below. */
export const load = (agent: Agent<AgentStatesBefore<"loaded">>): Agent<"loaded"> =>
  healthy(requireBefore(agent, "loaded"), "loaded");

export const start = (agent: Agent<AgentStatesBefore<"running">>): Agent<"running"> =>
  healthy(requireBefore(agent, "running"), "running");

/** The agent takes no new messages; those that it has are answered. */
export const drain = (agent: Agent<AgentStatesBefore<"draining">>): Agent<"draining"> =>
  healthy(requireBefore(agent, "draining"), "draining");

/** The agent has answered everything. */
export const finishDraining = (agent: Agent<AgentStatesBefore<"drained">>): Agent<"drained"> =>
  healthy(requireBefore(agent, "drained"), "drained");

export const unload = (agent: Agent<AgentStatesBefore<"unloaded">>): Agent<"unloaded"> =>
  healthy(requireBefore(agent, "unloaded"), "unloaded");

export const fail = (agent: Agent<AgentStatesBefore<"failed">>, why: string): Agent<"failed"> =>
  failed(requireBefore(agent, "failed"), why);
