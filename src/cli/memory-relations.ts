/** `caxton memory relate`, `change-relation`, `unrelate`, `relations`, `graph`, `walk` and `path`. */
import type { MemoryGraphView, MemoryPath, MemoryStep, MemoryWalk } from "../api/dto/memory-graph.ts";
import type { MemoryRelation, MemoryRelationPage } from "../api/dto/memory.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import { CliFailure, usageFailure } from "./failure.ts";
import {
  findEntity,
  given,
  isUuid,
  metadataOf,
  timesOf,
  validityOf,
  type ScopeArguments,
  type TimeArguments,
  type ValidityArguments,
} from "./memory-arguments.ts";
import { forOutput } from "./output.ts";
import { writeJson, type Session } from "./session.ts";
import { renderTable } from "./tables.ts";

interface RelateArguments extends ScopeArguments, ValidityArguments {
  readonly from: string;
  readonly relation: string;
  readonly to: string;
  readonly strength?: number | undefined;
  readonly confidence?: number | undefined;
  readonly undirected: boolean;
}

export const relateMemory = async (session: Session, args: RelateArguments): Promise<ExitCode> => {
  const { relation: type, strength, confidence, undirected, scope, agent } = args;
  const [from, to] = [await findEntity(session, args.from), await findEntity(session, args.to)];
  const more = given<unknown>({ strength, confidence, scope, agent, directed: undirected ? false : undefined });
  const json = { from: from.id, to: to.id, type, ...more, ...validityOf(args) };
  const { body } = await (await session.client()).request<MemoryRelation>("POST", "/memory/relations", { json });
  if (session.json) writeJson(session, body);
  else session.out.write(`${forOutput(session.out, `${from.name} ${body.type} ${to.name} (${body.id})`)}\n`);
  return exitCodes.ok;
};

interface RelationReference {
  readonly from: string;
  readonly relation?: string | undefined;
  readonly to?: string | undefined;
}

interface UnrelateArguments extends RelationReference {
  readonly erase: boolean;
}

/** By its id, or by its ends and its type. */
const relationsMeant = async (
  session: Session,
  { from, relation, to }: RelationReference,
): Promise<readonly string[]> => {
  if (relation === undefined && isUuid(from)) return [from];
  if (relation === undefined || to === undefined) {
    throw usageFailure("Give the id of a relation, or an entity, the relation's type, and another entity.");
  }
  const ends = { from: (await findEntity(session, from)).id, to: (await findEntity(session, to)).id };
  const query = { ...ends, type: [relation] };
  const { items } = (await (await session.client()).request<MemoryRelationPage>("GET", "/memory/relations", { query }))
    .body;
  if (items.length > 0) return items.map(({ id }) => id);
  throw new CliFailure("memory.not_found", `There is no relation “${relation}” from “${from}” to “${to}”.`, {
    exitCode: exitCodes.notFound,
    hint: "“caxton memory relations” lists relations. One that no longer counts is erased by its id.",
  });
};

export const unrelateMemory = async (session: Session, args: UnrelateArguments): Promise<ExitCode> => {
  const ids = await relationsMeant(session, args);
  const client = await session.client();
  for (const id of ids) {
    await client.request("DELETE", `/memory/relations/${id}`, { query: args.erase ? { erase: "true" } : {} });
  }
  if (session.json) writeJson(session, { ids, forgotten: true, erased: args.erase });
  else session.out.write(`The relation is ${args.erase ? "erased" : "forgotten"}.\n`);
  return exitCodes.ok;
};

interface ChangeArguments extends RelationReference, ValidityArguments {
  readonly strength?: number | undefined;
  readonly confidence?: number | undefined;
  readonly directed?: boolean | undefined;
  readonly metadata?: string | undefined;
}

export const changeRelation = async (session: Session, args: ChangeArguments): Promise<ExitCode> => {
  const { strength, confidence, directed, metadata } = args;
  const fields = given<unknown>({ strength, confidence, directed, metadata: metadataOf(metadata) });
  const json = { ...fields, ...validityOf(args) };
  if (Object.keys(json).length === 0) {
    throw usageFailure(
      "Nothing to change: give --strength, --confidence, --directed, --metadata, --valid-from or --valid-to.",
    );
  }
  const [id, another] = await relationsMeant(session, args);
  if (another !== undefined) {
    throw usageFailure(
      `Several relations “${args.relation}” lead from “${args.from}” to “${args.to}”.`,
      "“caxton memory relations” lists them: give the id of one.",
    );
  }
  const client = await session.client();
  const { body } = await client.request<MemoryRelation>("PATCH", `/memory/relations/${id}`, { json });
  if (session.json) writeJson(session, body);
  else session.out.write("The relation is changed.\n");
  return exitCodes.ok;
};

interface RelationsArguments extends ScopeArguments, TimeArguments {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly type?: readonly string[] | undefined;
  readonly limit?: number | undefined;
}

export const listRelations = async (session: Session, args: RelationsArguments): Promise<ExitCode> => {
  const { scope, agent, type, limit, asOf, validAt } = args;
  const idOf = async (reference: string | undefined): Promise<string | undefined> =>
    reference === undefined ? undefined : (await findEntity(session, reference, { asOf, validAt })).id;
  const ends = given({ from: await idOf(args.from), to: await idOf(args.to) });
  const query = { ...ends, ...given({ scope, agent }), ...timesOf(args), type };
  const items = await (await session.client()).list<MemoryRelation>("/memory/relations", query, limit);
  if (session.json) writeJson(session, { items });
  else {
    const rows = items.map((each) => [
      each.from,
      each.type,
      each.to,
      each.strength.toFixed(2),
      each.validFrom ?? "",
      each.validTo ?? "",
      each.id,
    ]);
    const head = ["FROM", "RELATION", "TO", "STRENGTH", "VALID FROM", "VALID TO", "ID"];
    session.out.write(renderTable(session.out, head, rows));
  }
  return exitCodes.ok;
};

interface WalkArguments extends TimeArguments {
  readonly type?: readonly string[] | undefined;
  readonly direction: string;
  readonly minStrength?: number | undefined;
}

interface AroundArguments extends WalkArguments {
  readonly entity: string;
  readonly depth: number;
  readonly limit?: number | undefined;
}

const walkOf = ({ type, direction, minStrength, ...times }: WalkArguments) => ({
  ...given<string | number>({ direction, minStrength }),
  ...timesOf(times),
  type,
});

const around = async (session: Session, args: AroundArguments) => ({
  ...walkOf(args),
  ...given({ depth: args.depth, limit: args.limit }),
  entity: (await findEntity(session, args.entity, args)).id,
});

export const showGraph = async (session: Session, args: AroundArguments): Promise<ExitCode> => {
  const query = await around(session, args);
  const { body } = await (await session.client()).request<MemoryGraphView>("GET", "/memory/graph", { query });
  if (session.json) writeJson(session, body);
  else {
    const names = new Map(body.entities.map(({ id, name }) => [id, name]));
    const rows = body.relations.map(({ from, type, to, strength }) => [
      names.get(from) ?? from,
      type,
      names.get(to) ?? to,
      strength.toFixed(2),
    ]);
    session.out.write(renderTable(session.out, ["FROM", "RELATION", "TO", "STRENGTH"], rows));
  }
  return exitCodes.ok;
};

/** The relation of a step as it was followed: `works_at →`, or `← works_at` against its direction. */
const arrow = ({ entity, by }: MemoryStep): string => {
  if (by === null) return "";
  if (!by.directed) return `— ${by.type} —`;
  return by.to === entity.id ? `— ${by.type} →` : `← ${by.type} —`;
};

export const walkMemory = async (session: Session, args: AroundArguments): Promise<ExitCode> => {
  const query = await around(session, args);
  const { items } = (await (await session.client()).request<MemoryWalk>("GET", "/memory/traversal", { query })).body;
  if (session.json) writeJson(session, { items });
  else {
    const rows = items.map((step) => [
      String(step.depth),
      arrow(step),
      step.entity.name,
      step.entity.type,
      step.entity.id,
    ]);
    session.out.write(renderTable(session.out, ["DEPTH", "BY", "NAME", "TYPE", "ID"], rows));
  }
  return exitCodes.ok;
};

export const showPath = async (
  session: Session,
  args: WalkArguments & { readonly from: string; readonly to: string },
): Promise<ExitCode> => {
  const [from, to] = [await findEntity(session, args.from, args), await findEntity(session, args.to, args)];
  const query = { ...walkOf(args), from: from.id, to: to.id };
  const { body } = await (await session.client()).request<MemoryPath>("GET", "/memory/path", { query });
  if (session.json) writeJson(session, body);
  else if (body.hops !== null) {
    const path = body.items.map((step) => [arrow(step), step.entity.name].filter((each) => each !== "").join(" "));
    session.out.write(`${forOutput(session.out, path.join(" "))}\n`);
  }
  if (body.hops !== null) return exitCodes.ok;
  session.err.write(`There is no path of at most ten relations from ${from.name} to ${to.name}.\n`);
  return exitCodes.notFound;
};
