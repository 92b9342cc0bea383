/** `caxton memory search`, `add`, `show`, `graph`, `forget`, `stats` and `doctor`. */
import type {
  MemoryEntity,
  MemoryEntityPage,
  MemoryFindings,
  MemoryGraphView,
  MemoryMatches,
  MemoryStatisticsView,
  StoredEntity,
} from "../api/dto/memory.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import { CliFailure } from "./failure.ts";
import { forOutput } from "./output.ts";
import { writeJson, type Session } from "./session.ts";
import { renderFields, renderTable } from "./tables.ts";

interface Place {
  readonly scope?: string | undefined;
  readonly agent?: string | undefined;
}

const given = (options: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const scopeOf = ({ scope, agent }: Pick<MemoryEntity, "scope" | "agent">): string =>
  agent === null ? scope : `${scope} of ${agent}`;

/** By id, or by a name that is one entity's alone. */
const findEntity = async (session: Session, reference: string): Promise<MemoryEntity> => {
  const client = await session.client();
  if (uuid.test(reference)) return (await client.request<MemoryEntity>("GET", `/memory/entities/${reference}`)).body;
  const query = { name: reference, limit: 2 };
  const [only, another] = (await client.request<MemoryEntityPage>("GET", "/memory/entities", { query })).body.items;
  if (only !== undefined && another === undefined) return only;
  const what = only === undefined ? `Nothing is called “${reference}”.` : `Several entities are called “${reference}”.`;
  throw new CliFailure("memory.not_found", what, {
    exitCode: exitCodes.notFound,
    hint: "“caxton memory search” finds ids; give one with --json.",
  });
};

export const searchMemory = async (
  session: Session,
  args: Place & {
    readonly text: string;
    readonly mode: string;
    readonly limit: number;
    readonly type?: string | undefined;
  },
): Promise<ExitCode> => {
  const { text, mode, limit, type, scope, agent } = args;
  const json = { text, mode, limit, ...given({ scope, agent, types: type === undefined ? undefined : [type] }) };
  const { items } = (await (await session.client()).request<MemoryMatches>("POST", "/memory/search", { json })).body;
  if (session.json) writeJson(session, { items });
  else {
    const rows = items.map(({ entity, score }) => [
      score.toFixed(2),
      entity.name,
      entity.type,
      entity.observations.at(-1)?.text ?? "",
      entity.id,
    ]);
    session.out.write(renderTable(session.out, ["SCORE", "NAME", "TYPE", "LATEST", "ID"], rows));
  }
  return exitCodes.ok;
};

export const addMemory = async (
  session: Session,
  args: Place & { readonly name: string; readonly type: string; readonly observations: readonly string[] },
): Promise<ExitCode> => {
  const { name, type, observations, scope, agent } = args;
  const json = { name, type, observations, ...given({ scope, agent }) };
  const { body } = await (await session.client()).request<StoredEntity>("POST", "/memory/entities", { json });
  if (session.json) writeJson(session, body);
  else session.out.write(`${forOutput(session.out, `${body.entity.name}: ${body.outcome} (${body.entity.id})`)}\n`);
  return exitCodes.ok;
};

export const showMemory = async (
  session: Session,
  { entity: reference }: { readonly entity: string },
): Promise<ExitCode> => {
  const entity = await findEntity(session, reference);
  if (session.json) writeJson(session, entity);
  else {
    session.out.write(
      renderFields(session.out, [
        ["name", entity.name],
        ["type", entity.type],
        ["id", entity.id],
        ["scope", scopeOf(entity)],
        ["pinned", entity.pinned ? "yes" : null],
        ["since", entity.recordedAt],
        ["valid from", entity.validFrom],
        ["valid to", entity.validTo],
        ["metadata", Object.keys(entity.metadata).length === 0 ? null : JSON.stringify(entity.metadata)],
        [
          "observations",
          entity.observations.map(({ text, recordedAt }) => `${recordedAt.slice(0, 10)}  ${text}`).join("\n"),
        ],
      ]),
    );
  }
  return exitCodes.ok;
};

export const showGraph = async (
  session: Session,
  { entity: reference, depth }: { readonly entity: string; readonly depth: number },
): Promise<ExitCode> => {
  const entity = await findEntity(session, reference);
  const query = { entity: entity.id, depth };
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

export const forgetMemory = async (
  session: Session,
  { entity: reference, erase }: { readonly entity: string; readonly erase: boolean },
): Promise<ExitCode> => {
  const entity = await findEntity(session, reference);
  await (
    await session.client()
  ).request("DELETE", `/memory/entities/${entity.id}`, { query: erase ? { erase: "true" } : {} });
  if (session.json) writeJson(session, { id: entity.id, forgotten: true, erased: erase });
  else session.out.write(`${forOutput(session.out, entity.name)} is ${erase ? "erased" : "forgotten"}.\n`);
  return exitCodes.ok;
};

export const memoryStatistics = async (session: Session): Promise<ExitCode> => {
  const { body } = await (await session.client()).request<MemoryStatisticsView>("GET", "/memory/stats");
  if (session.json) writeJson(session, body);
  else {
    const rows = body.scopes.map((each) => [
      scopeOf(each),
      ...[each.entities, each.observations, each.relations].map(String),
    ]);
    session.out.write(renderTable(session.out, ["SCOPE", "ENTITIES", "OBSERVATIONS", "RELATIONS"], rows));
    session.out.write(`\n${body.backend}, embeddings by ${body.embeddingModel}\n`);
  }
  return exitCodes.ok;
};

/** A large memory takes its time to read. */
const checkTimeoutMs = 600_000;

export const checkMemory = async (session: Session, { mend }: { readonly mend: boolean }): Promise<ExitCode> => {
  const { items } = (
    await (
      await session.client()
    ).request<MemoryFindings>("POST", "/memory/check", {
      query: mend ? { mend: "true" } : {},
      timeoutMs: checkTimeoutMs,
    })
  ).body;
  if (session.json) writeJson(session, { items });
  else if (items.length === 0) session.out.write("All is well.\n");
  else {
    const rows = items.map(({ what, count, mended }) => [what, String(count), mended ? "mended" : "not mended"]);
    session.out.write(renderTable(session.out, ["FOUND", "COUNT", ""], rows));
  }
  return items.every(({ mended }) => mended) ? exitCodes.ok : exitCodes.failure;
};
