/** The places of the memory that a caller may read and write. */
import type { Request } from "express";
import { CaxtonError } from "../domain/errors.ts";
import { agentNameKey, type AgentName } from "../domain/ids.ts";
import { placesOf, type MemoryPlace } from "../domain/memory.ts";
import { defaultWorkspace as workspace } from "../domain/workspace.ts";
import { invalidRequest } from "./check-request.ts";
import { callerOf, servicesOf } from "./context.ts";
import { agentNameParameter } from "./parse-values.ts";
import type { Caller } from "./types.ts";

const forbidden = (caller: Caller, what: string): CaxtonError =>
  new CaxtonError("security.forbidden", `The key “${caller.name}” has the role ${caller.role}, and may not ${what}.`, {
    hint: "An admin may read and write the memory of all scopes; an agent its own and what its file allows.",
  });

/** The places that an agent's own key gives access to, according to the agent's file. */
const placesOfAgent = (request: Request, caller: Caller, agent: AgentName): readonly MemoryPlace[] => {
  const { definition } = servicesOf(request).catalogue.get(agent).version;
  if (definition.kind === "config" && definition.memory.enabled) {
    return placesOf(workspace, agent, definition.memory.scope);
  }
  throw forbidden(caller, "use the memory, since its agent has none");
};

const shared: readonly MemoryPlace[] = [{ kind: "workspace", workspace }, { kind: "global" }];

/** The places that the caller may read, with the agent's own memory if `agentText` names one. */
export const readablePlaces = (request: Request, scope?: string, agentText?: string): readonly MemoryPlace[] => {
  const caller = callerOf(request);
  const agent = agentText === undefined ? null : agentNameParameter(agentText);
  const own = caller.agent !== null && (agent === null || agentNameKey(agent) === agentNameKey(caller.agent));
  if (agent !== null && !own && caller.role !== "admin") throw forbidden(caller, `read the memory of ${agent}`);
  const all = own && caller.agent !== null ? placesOfAgent(request, caller, caller.agent) : shared;
  const places: readonly MemoryPlace[] =
    agent !== null && !own ? [{ kind: "agent-only", workspace, agent }, ...all] : all;
  return scope === undefined ? places : places.filter(({ kind }) => kind === scope);
};

/** The places of an entity or relation that a request names by its id: an admin may read every place. */
export const reachablePlaces = async (request: Request): Promise<readonly MemoryPlace[]> => {
  if (callerOf(request).role !== "admin") return readablePlaces(request);
  return (await servicesOf(request).memory()).places();
};

/** The places in which the caller may change what a request names by its id: for an operator, the workspace only. */
export const writablePlaces = async (request: Request): Promise<readonly MemoryPlace[]> => {
  const places = await reachablePlaces(request);
  return callerOf(request).role === "operator" ? places.filter(({ kind }) => kind === "workspace") : places;
};

/** The place that something new goes to. Throws `security.forbidden` where the caller may not write there. */
export const placeToWrite = (request: Request, scope = "workspace", agentText?: string): MemoryPlace => {
  const caller = callerOf(request);
  const agent = agentText === undefined ? caller.agent : agentNameParameter(agentText);
  if (scope === "agent-only" && agent === null) {
    throw invalidRequest([{ pointer: "/agent", message: "The scope agent-only needs to know whose memory it is." }]);
  }
  if (caller.agent !== null) {
    const allowed = placesOfAgent(request, caller, caller.agent).find(({ kind }) => kind === scope);
    const isOwn = agent === null || agentNameKey(agent) === agentNameKey(caller.agent);
    if (allowed !== undefined && isOwn) return allowed;
    throw forbidden(caller, `write to the scope ${scope}`);
  }
  if (scope !== "workspace" && caller.role !== "admin") throw forbidden(caller, `write to the scope ${scope}`);
  if (scope === "global") return { kind: "global" };
  return scope === "agent-only" && agent !== null
    ? { kind: "agent-only", workspace, agent }
    : { kind: "workspace", workspace };
};
