/**
 * A deployment brings one version of an agent into service: validating → deploying → running, and from there it either
 * drains, because a newer one took its place, or is rolled back.
 *
 * Guarded twice, as the agent's lifecycle is: by `Deployment<State>` at compile time, by
 * {@link deploymentTransition} for states that were read from the database.
 */
import type { DeploymentStrategy } from "./deployment-strategy.ts";
import { CaxtonError } from "./errors.ts";
import type { AgentId, DeploymentId, VersionHash } from "./ids.ts";
import { fail as refuse, ok, type Result } from "./result.ts";

export const deploymentStates = ["validating", "deploying", "running", "draining", "failed", "rolled-back"] as const;

export type DeploymentStateName = (typeof deploymentStates)[number];

export const isDeploymentState = (text: string): text is DeploymentStateName =>
  (deploymentStates as readonly string[]).includes(text);

export interface DeploymentError {
  readonly code: string;
  readonly message: string;
}

export interface RollbackReason {
  /** A rollback condition was met, a person asked for it, or the roll-out was aborted half-way. */
  readonly kind: "condition-met" | "requested" | "aborted";
  readonly message: string;
}

/**
 * From each state the states that may follow. Before anything is in service there is nothing to roll back, so a
 * deployment that does not pass validation fails. A draining one runs again when its successor is rolled back.
 */
export const deploymentTransitions = {
  validating: ["deploying", "failed"],
  deploying: ["running", "failed", "rolled-back"],
  running: ["draining", "failed", "rolled-back"],
  draining: ["running", "failed"],
  failed: [],
  "rolled-back": [],
} as const satisfies Record<DeploymentStateName, readonly DeploymentStateName[]>;

/** The states from which `To` can be reached in one step. */
export type DeploymentStatesBefore<To extends DeploymentStateName> = {
  [From in DeploymentStateName]: To extends (typeof deploymentTransitions)[From][number] ? From : never;
}[DeploymentStateName];

/** Whether a deployment may go from one state to the other, for states from outside; the reason when not. */
export const deploymentTransition = (from: string, to: string): Result<DeploymentStateName, string> => {
  const unknown = [from, to].find((name) => !isDeploymentState(name));
  if (!isDeploymentState(from) || !isDeploymentState(to)) {
    return refuse(`“${unknown}” is not a state of a deployment; there are ${deploymentStates.join(", ")}.`);
  }
  const following: readonly DeploymentStateName[] = deploymentTransitions[from];
  if (following.includes(to)) return ok(to);
  const instead = following.length === 0 ? "it is at its end" : `it can become ${following.join(" or ")}`;
  return refuse(`A deployment that is ${from} cannot become ${to}; ${instead}.`);
};

declare const checked: unique symbol;

/** A deployment in a known state. Made by the functions of this file only. */
export interface Deployment<State extends DeploymentStateName> {
  readonly id: DeploymentId;
  readonly agentId: AgentId;
  readonly version: VersionHash;
  readonly strategy: DeploymentStrategy;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  readonly state: State;
  /** Why it failed; null in every other state. */
  readonly error: State extends "failed" ? DeploymentError : null;
  /** Why it was rolled back; null in every other state. */
  readonly reason: State extends "rolled-back" ? RollbackReason : null;
  readonly [checked]: State;
}

/** A deployment in some state; `deployment.state` tells which. */
export type AnyDeployment = {
  [State in DeploymentStateName]: Deployment<State>;
}[DeploymentStateName];

export type DeploymentPlan = Pick<AnyDeployment, "id" | "agentId" | "version" | "strategy" | "createdAt">;

const make = (
  { id, agentId, version, strategy, createdAt }: DeploymentPlan,
  state: DeploymentStateName,
  error: DeploymentError | null,
  reason: RollbackReason | null,
): AnyDeployment => ({ id, agentId, version, strategy, createdAt, state, error, reason }) as unknown as AnyDeployment;

export const planDeployment = (plan: DeploymentPlan): Deployment<"validating"> =>
  make(plan, "validating", null, null) as Deployment<"validating">;

export interface DeploymentRow extends DeploymentPlan {
  readonly state: string;
  readonly error: DeploymentError | null;
  readonly reason: RollbackReason | null;
}

/** A deployment as the database knows it, or why its row cannot be. */
export const restoreDeployment = (row: DeploymentRow): Result<AnyDeployment, string> => {
  if (!isDeploymentState(row.state)) {
    return refuse(`“${row.state}” is not a state of a deployment; there are ${deploymentStates.join(", ")}.`);
  }
  if (row.state === "failed" && row.error === null) return refuse("A failed deployment needs its error.");
  if (row.state === "rolled-back" && row.reason === null) return refuse("A rolled-back deployment needs its reason.");
  return ok(
    make(row, row.state, row.state === "failed" ? row.error : null, row.state === "rolled-back" ? row.reason : null),
  );
};

const step = <To extends DeploymentStateName>(
  deployment: DeploymentPlan & { readonly state: string },
  to: To,
  error: DeploymentError | null = null,
  reason: RollbackReason | null = null,
): Deployment<To> => {
  const answer = deploymentTransition(deployment.state, to);
  if (!answer.ok) {
    throw new CaxtonError("deployment.invalid_state", `Deployment ${deployment.id}: ${answer.error}`, {
      hint: "Look at the deployment's state first; it may have gone on since it was last read.",
      facts: { state: deployment.state, wanted: to },
    });
  }
  return make(deployment, to, error, reason) as unknown as Deployment<To>;
};

type Before<To extends DeploymentStateName> = Deployment<DeploymentStatesBefore<To>>;

/** The version passed validation and begins to take traffic. Throws `deployment.invalid_state` as all below do. */
export const deploy = (deployment: Before<"deploying">): Deployment<"deploying"> => step(deployment, "deploying");

/** The version has all the traffic. */
export const run = (deployment: Before<"running">): Deployment<"running"> => step(deployment, "running");

/** A newer deployment has taken its place; conversations that began with this version end with it. */
export const drainDeployment = (deployment: Before<"draining">): Deployment<"draining"> => step(deployment, "draining");

export const failDeployment = (deployment: Before<"failed">, error: DeploymentError): Deployment<"failed"> =>
  step(deployment, "failed", error);

/** All traffic goes back to the version before. */
export const rollBack = (deployment: Before<"rolled-back">, reason: RollbackReason): Deployment<"rolled-back"> =>
  step(deployment, "rolled-back", null, reason);
