/** `caxton memory search`, `list`, `show`, `stats`, `erasures` and `doctor`. */
import type { MemoryEntity, MemoryFindings } from "../api/dto/memory.ts";
import type { MatchParts, MemoryErasure, MemoryMatches, MemoryStatisticsView } from "../api/dto/memory-search.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import {
  findEntity,
  given,
  scopeOf,
  timeOf,
  timesOf,
  type ScopeArguments,
  type TimeArguments,
} from "./memory-arguments.ts";
import { writeJson, type Session } from "./session.ts";
import { renderFields, renderTable } from "./tables.ts";

interface FilterArguments extends ScopeArguments, TimeArguments {
  readonly type?: readonly string[] | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

const filterOf = ({ scope, agent, since, until, asOf, validAt }: FilterArguments): Record<string, string> => ({
  ...given({ scope, agent }),
  ...given({
    since: since === undefined ? undefined : timeOf(since),
    until: until === undefined ? undefined : timeOf(until),
  }),
  ...timesOf({ asOf, validAt }),
});

const share = (value: number | null): string | null => (value === null ? null : value.toFixed(2));

/** The parts of a score in words, such as `meaning 0.71 (rank 1), words 0.40 (rank 2), freshness 0.98`. */
const explained = (parts: MatchParts, names: ReadonlyMap<string, string>): string => {
  const { similarity, semanticRank, keywordRank, wordShare, hops, reached, freshness } = parts;
  const measured = (name: string, value: string | null, rank: number | null): string | null => {
    const both = [value, rank === null ? null : `(rank ${rank})`].filter((each) => each !== null);
    return both.length === 0 ? null : `${name} ${both.join(" ")}`;
  };
  const all = [
    measured("meaning", share(similarity), semanticRank),
    measured("words", share(wordShare), keywordRank),
    reached === null
      ? null
      : `${hops === 1 ? "1 hop" : `${hops} hops`} from ${names.get(reached.start) ?? reached.start}`,
    `freshness ${freshness.toFixed(2)}`,
  ];
  return all.filter((each) => each !== null).join(", ");
};

export interface SearchArguments extends FilterArguments {
  readonly text: string;
  readonly mode: string;
  readonly limit: number;
  readonly minSimilarity?: number | undefined;
  readonly explain: boolean;
}

export const searchMemory = async (session: Session, args: SearchArguments): Promise<ExitCode> => {
  const { text, mode, limit, type: types, minSimilarity } = args;
  const json = { text, mode, limit, ...filterOf(args), ...given<unknown>({ types, minSimilarity }) };
  const { items } = (await (await session.client()).request<MemoryMatches>("POST", "/memory/search", { json })).body;
  if (session.json) writeJson(session, { items });
  else if (args.explain) {
    const names = new Map(items.map(({ entity }) => [entity.id, entity.name]));
    const rows = items.map(({ entity, score, parts }) => [
      score.toFixed(2),
      entity.name,
      entity.id,
      explained(parts, names),
    ]);
    session.out.write(renderTable(session.out, ["SCORE", "NAME", "ID", "WHY"], rows));
  } else {
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

export const listMemory = async (
  session: Session,
  args: FilterArguments & { readonly name?: string | undefined; readonly limit?: number | undefined },
): Promise<ExitCode> => {
  const { name, type, limit } = args;
  const client = await session.client();
  const query = { ...filterOf(args), ...given({ name }), type };
  const items = await client.list<MemoryEntity>("/memory/entities", query, limit);
  if (session.json) writeJson(session, { items });
  else {
    const rows = items.map((entity) => [
      entity.name,
      entity.type,
      scopeOf(entity),
      String(entity.observations.length),
      entity.recordedAt,
      entity.id,
    ]);
    session.out.write(renderTable(session.out, ["NAME", "TYPE", "SCOPE", "OBSERVATIONS", "RECORDED", "ID"], rows));
  }
  return exitCodes.ok;
};

export const showMemory = async (
  session: Session,
  { entity: reference, asOf, validAt }: TimeArguments & { readonly entity: string },
): Promise<ExitCode> => {
  const entity = await findEntity(session, reference, { asOf, validAt });
  if (session.json) writeJson(session, entity);
  else {
    const { source = null, agent = null } = entity.provenance ?? {};
    session.out.write(
      renderFields(session.out, [
        ["name", entity.name],
        ["type", entity.type],
        ["id", entity.id],
        ["scope", scopeOf(entity)],
        ["pinned", entity.pinned ? "yes" : null],
        ["recorded", entity.recordedAt],
        ["source", [agent, source].filter((each) => each !== null).join(", ")],
        ["valid from", entity.validFrom],
        ["valid to", entity.validTo],
        ["invalidated", entity.invalidatedAt],
        ["merged into", entity.mergedInto],
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

export const memoryStatistics = async (
  session: Session,
  { agent, ...times }: TimeArguments & Pick<ScopeArguments, "agent">,
): Promise<ExitCode> => {
  const query = { ...given({ agent }), ...timesOf(times) };
  const { body } = await (await session.client()).request<MemoryStatisticsView>("GET", "/memory/stats", { query });
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

export const listErasures = async (
  session: Session,
  { limit }: { readonly limit?: number | undefined },
): Promise<ExitCode> => {
  const items = await (await session.client()).list<MemoryErasure>("/memory/erasures", {}, limit);
  if (session.json) writeJson(session, { items });
  else {
    const rows = items.map(({ id, kind, erasedAt, entity, recordedAt }) => [
      id,
      kind,
      erasedAt,
      entity ?? "",
      recordedAt ?? "",
    ]);
    session.out.write(renderTable(session.out, ["ID", "KIND", "ERASED", "ENTITY", "RECORDED"], rows));
  }
  return exitCodes.ok;
};

/** Checking reads the whole memory. */
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
