/** The tools by which an agent reads and writes its memory, limited to the places that its file allows. */
import type { AgentMemorySettings } from "../../domain/agent.ts";
import { CaxtonError } from "../../domain/errors.ts";
import type { AgentName } from "../../domain/ids.ts";
import type { Json, JsonObject } from "../../domain/json.ts";
import {
  observationKey,
  placesOf,
  type Entity,
  type EntityId,
  type MemoryPlace,
  type Provenance,
  type RelationId,
  type SearchMode,
} from "../../domain/memory.ts";
import { parseTime } from "../../domain/time.ts";
import type { EmbeddedTool, ToolContext } from "../../tools/types.ts";
import type { MemoryAccess, MemoryBackend } from "../types.ts";
import { derivedId } from "./derived-id.ts";
import { isEntityId, narrowest } from "./relating.ts";

export interface MemoryToolsDependencies {
  readonly open: MemoryAccess;
  readonly workspace: string;
  /** Null if the agent does not exist. */
  readonly settingsOf: (agent: AgentName) => Promise<AgentMemorySettings | null>;
}

/** The context of a call, once the caller is known. */
interface Within {
  readonly memory: MemoryBackend;
  /** Narrowest first. */
  readonly places: readonly MemoryPlace[];
  readonly provenance: Provenance;
  /** An id for something to store, the same on every attempt of this call. */
  readonly idFor: (what: string) => string;
}

const toolTimeoutMs = 30_000;

const invalid = (message: string): CaxtonError => new CaxtonError("tool.invalid_arguments", message);

const textIn = (args: JsonObject, key: string): string => {
  const value = args[key];
  if (typeof value === "string" && value.trim() !== "") return value;
  throw invalid(`${key} must be a non-empty string.`);
};

const textsIn = (args: JsonObject, key: string): readonly string[] => {
  const value = args[key] ?? [];
  if (Array.isArray(value) && value.every((each): each is string => typeof each === "string")) return value;
  throw invalid(`${key} must be a list of strings.`);
};

const timeIn = (args: JsonObject, key: string): string => {
  const time = parseTime(textIn(args, key));
  if (time.ok) return time.value;
  throw invalid(`${key}: ${time.error}`);
};

const shown = ({ id, name, type, observations, metadata }: Entity): JsonObject => ({
  id,
  name,
  type,
  observations: observations.map(({ text }) => text),
  metadata,
});

/** Finds an entity by id, or by a name that only one entity has. */
const findOne = async ({ memory, places }: Within, reference: string): Promise<Entity> => {
  if (isEntityId(reference)) return memory.getEntity(reference, places);
  const { items } = await memory.findEntities({ places, name: reference }, { limit: 2, cursor: null });
  const [only, another] = items;
  if (only !== undefined && another === undefined) return only;
  throw new CaxtonError(
    "memory.not_found",
    only === undefined
      ? `You remember nothing called “${reference}”.`
      : `You remember several things called “${reference}”.`,
    { hint: "Search for it with memory_search and use its id." },
  );
};

const search = async ({ memory, places }: Within, args: JsonObject): Promise<Json> => {
  const mode = (args["mode"] ?? "hybrid") as SearchMode;
  const limit = typeof args["limit"] === "number" ? args["limit"] : 10;
  const types = args["types"] === undefined ? {} : { types: textsIn(args, "types") };
  const asOf = args["as_of"] === undefined ? {} : { asOf: timeIn(args, "as_of") };
  const found = await memory.search({ text: textIn(args, "query"), mode, limit, places, ...types, ...asOf });
  return found.map(({ entity, score }) => ({ ...shown(entity), score: Math.round(score * 1_000) / 1_000 }));
};

/** `private` hides what is stored from other agents. */
const placeFor = (places: readonly MemoryPlace[], args: JsonObject, otherwise: MemoryPlace): MemoryPlace =>
  args["private"] === true ? (places[0] as MemoryPlace) : otherwise;

const store = async ({ memory, places, provenance, idFor }: Within, args: JsonObject): Promise<Json> => {
  const [name, type] = [textIn(args, "name"), textIn(args, "type")];
  const { entity, outcome } = await memory.storeEntity({
    id: idFor("entity") as EntityId,
    place: placeFor(places, args, places.at(-1) as MemoryPlace),
    name,
    type,
    observations: textsIn(args, "observations"),
    provenance,
  });
  return { outcome, ...shown(entity) };
};

const relate = async (within: Within, args: JsonObject): Promise<Json> => {
  const [from, to] = [await findOne(within, textIn(args, "from")), await findOne(within, textIn(args, "to"))];
  const relation = await within.memory.storeRelation({
    id: within.idFor("relation") as RelationId,
    place: placeFor(within.places, args, narrowest(within.places, from.place, to.place)),
    from: from.id,
    to: to.id,
    type: textIn(args, "type"),
    provenance: within.provenance,
    ...(typeof args["strength"] === "number" ? { strength: args["strength"] } : {}),
  });
  return { id: relation.id, from: from.name, type: relation.type, to: to.name };
};

const forget = async (within: Within, args: JsonObject): Promise<Json> => {
  const entity = await findOne(within, textIn(args, "entity"));
  const observations = textsIn(args, "observations");
  if (observations.length === 0) {
    await within.memory.invalidateEntity(entity.id, within.places);
    return { forgotten: entity.name };
  }
  const known = new Set(entity.observations.map(({ text }) => observationKey(text)));
  const missing = observations.find((text) => !known.has(observationKey(text)));
  if (missing !== undefined)
    throw new CaxtonError("memory.not_found", `${entity.name} has no observation “${missing}”.`);
  return shown(await within.memory.removeObservations(entity.id, within.places, observations));
};

const text = { type: "string" };
const texts = { type: "array", items: text };
const isPrivate = { type: "boolean", description: "Hide it from other agents." };

const object = (properties: JsonObject, required: readonly string[]): JsonObject => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});

const described = {
  memory_search: {
    run: search,
    description:
      "Searches what you remember, by meaning and by words. Answers with entities: id, name, type, observations.",
    parameters: object(
      {
        query: { ...text, description: "What you want to know." },
        mode: { enum: ["hybrid", "semantic", "keyword", "graph"], description: "graph also gives what is related." },
        types: { ...texts, description: "Only entities of these types." },
        as_of: { ...text, description: "A time in RFC 3339: as it was known and valid then. Now unless given." },
        limit: { type: "integer", minimum: 1, maximum: 50 },
      },
      ["query"],
    ),
  },
  memory_store: {
    run: store,
    description:
      "Remembers facts about something. What you know under the same name and type already gets the facts that are new.",
    parameters: object(
      {
        name: { ...text, description: "Whom or what the facts are about." },
        type: { ...text, description: "Such as person, company, decision." },
        observations: { ...texts, description: "Short sentences that can be understood alone." },
        private: isPrivate,
      },
      ["name", "type", "observations"],
    ),
  },
  memory_relate: {
    run: relate,
    description: "Remembers how two things that you know are related.",
    parameters: object(
      {
        from: { ...text, description: "Name or id." },
        type: { ...text, description: "In the active voice, such as works_at." },
        to: { ...text, description: "Name or id." },
        strength: { type: "number", minimum: 0, maximum: 1 },
        private: isPrivate,
      },
      ["from", "type", "to"],
    ),
  },
  memory_forget: {
    run: forget,
    description: "Forgets something, or single facts about it. Use it for what is no longer true.",
    parameters: object(
      {
        entity: { ...text, description: "Name or id." },
        observations: {
          ...texts,
          description: "The facts to forget, worded exactly as stored. Omit to forget all of it.",
        },
      },
      ["entity"],
    ),
  },
} as const;

/** Creates the four tools. An agent can use a tool if its allowlist names the tool and its `memory` is enabled. */
export const createMemoryTools = ({
  open,
  workspace,
  settingsOf,
}: MemoryToolsDependencies): readonly EmbeddedTool[] => {
  const placesFor = async (agent: AgentName | null): Promise<readonly MemoryPlace[]> => {
    // A user or program calling the tool directly works on the workspace's memory.
    if (agent === null) return [{ kind: "workspace", workspace }];
    const settings = await settingsOf(agent);
    if (settings?.enabled === true) return placesOf(workspace, agent, settings.scope);
    throw new CaxtonError("tool.not_allowed", `${agent} has no memory.`, { hint: "Write memory: true in its file." });
  };
  const within = async ({ agent, conversationId, callKey }: ToolContext): Promise<Within> => ({
    memory: await open(),
    places: await placesFor(agent),
    provenance: { agent, conversationId, messageId: null, source: agent === null ? "a call of the tool" : null },
    idFor: (what) => derivedId(`${what} ${callKey}`),
  });
  return Object.entries(described).map(([name, { run, description, parameters }]): EmbeddedTool => ({
    name,
    origin: "embedded",
    description,
    parameters,
    resultSchema: null,
    manifest: null,
    idempotent: true,
    timeoutMs: toolTimeoutMs,
    call: async (args, context) => ({ value: await run(await within(context), args), audit: {} }),
  }));
};
