/** What the memory commands have in common: how entities are named, and which times a read refers to. */
import type { MemoryEntity, MemoryEntityPage } from "../api/dto/memory.ts";
import { isJsonObject, type JsonObject } from "../domain/json.ts";
import { exitCodes } from "./exit-codes.ts";
import { CliFailure, usageFailure } from "./failure.ts";
import type { Session } from "./session.ts";

/** The flags `--scope` and `--agent`. */
export interface ScopeArguments {
  readonly scope?: string | undefined;
  readonly agent?: string | undefined;
}

/** The flags `--as-of` and `--valid-at`. */
export interface TimeArguments {
  readonly asOf?: string | undefined;
  readonly validAt?: string | undefined;
}

/** The flags `--valid-from` and `--valid-to`. */
export interface ValidityArguments {
  readonly validFrom?: string | undefined;
  readonly validTo?: string | undefined;
}

/** Without the options that were not given. */
export const given = <Value>(options: Readonly<Record<string, Value | undefined>>): Record<string, Value> =>
  Object.fromEntries(Object.entries(options).filter((entry): entry is [string, Value] => entry[1] !== undefined));

/** A date without a time is its midnight in UTC. Anything else is left for the server to judge. */
export const timeOf = (text: string): string => (/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text);

const timeOrAbsent = (text: string | undefined): string | undefined => (text === undefined ? undefined : timeOf(text));

export const timesOf = ({ asOf, validAt }: TimeArguments): Record<string, string> =>
  given({ asOf: timeOrAbsent(asOf), validAt: timeOrAbsent(validAt) });

/** `none` removes a bound. */
export const validityOf = ({ validFrom, validTo }: ValidityArguments): Record<string, string | null> => {
  const bound = (text: string | undefined): string | null | undefined => (text === "none" ? null : timeOrAbsent(text));
  return given({ validFrom: bound(validFrom), validTo: bound(validTo) });
};

/** The value of `--metadata`. */
export const metadataOf = (text: string | undefined): JsonObject | undefined => {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (isJsonObject(value)) return value;
  } catch {
    // Told below, as what is JSON and no object.
  }
  throw usageFailure('--metadata takes a JSON object, such as \'{"source": "crm"}\'.');
};

/** For people: `agent-only of ada`. */
export const scopeOf = ({ scope, agent }: Pick<MemoryEntity, "scope" | "agent">): string =>
  agent === null ? scope : `${scope} of ${agent}`;

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const isUuid = (text: string): boolean => uuid.test(text);

/** Finds an entity by its id, or by a name that no other entity has. Throws `memory.not_found`. */
export const findEntity = async (
  session: Session,
  reference: string,
  times: TimeArguments = {},
): Promise<MemoryEntity> => {
  const client = await session.client();
  const query = timesOf(times);
  if (isUuid(reference)) {
    return (await client.request<MemoryEntity>("GET", `/memory/entities/${reference}`, { query })).body;
  }
  const { items } = (
    await client.request<MemoryEntityPage>("GET", "/memory/entities", {
      query: { ...query, name: reference, limit: 2 },
    })
  ).body;
  const [only, another] = items;
  if (only !== undefined && another === undefined) return only;
  const what =
    only === undefined ? `No entity is called “${reference}”.` : `Several entities are called “${reference}”.`;
  throw new CliFailure("memory.not_found", what, {
    exitCode: exitCodes.notFound,
    hint: `“caxton memory list --name '${reference}'” and “caxton memory search” show ids, with --valid-at also of what is not valid now.`,
  });
};
