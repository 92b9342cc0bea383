/** `caxton memory merge`, `unmerge`, `merges` and `duplicates`. */
import type { MemoryDuplicates, MemoryMerge, MemoryMergeView } from "../api/dto/memory-graph.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import { findEntity, given, scopeOf, type ScopeArguments } from "./memory-arguments.ts";
import { forOutput } from "./output.ts";
import { writeJson, type Session } from "./session.ts";
import { renderTable } from "./tables.ts";

export const mergeMemory = async (
  session: Session,
  args: { readonly into: string; readonly others: readonly string[] },
): Promise<ExitCode> => {
  const into = (await findEntity(session, args.into)).id;
  const others: string[] = [];
  for (const other of args.others) others.push((await findEntity(session, other)).id);
  const client = await session.client();
  const { body } = await client.request<MemoryMerge>("POST", "/memory/merges", { json: { into, others } });
  if (session.json) writeJson(session, body);
  else {
    const sentence = `Merged into ${body.entity.name}. “caxton memory unmerge ${body.id}” undoes it.`;
    session.out.write(`${forOutput(session.out, sentence)}\n`);
  }
  return exitCodes.ok;
};

export const unmergeMemory = async (session: Session, { merge }: { readonly merge: string }): Promise<ExitCode> => {
  await (await session.client()).request("DELETE", `/memory/merges/${encodeURIComponent(merge)}`);
  if (session.json) writeJson(session, { id: merge, undone: true });
  else session.out.write("The merge is undone.\n");
  return exitCodes.ok;
};

export const listMerges = async (
  session: Session,
  args: ScopeArguments & { readonly limit?: number | undefined },
): Promise<ExitCode> => {
  const { scope, agent, limit } = args;
  const items = await (await session.client()).list<MemoryMergeView>("/memory/merges", given({ scope, agent }), limit);
  if (session.json) writeJson(session, { items });
  else {
    const rows = items.map((merge) => [
      merge.id,
      merge.into.name,
      merge.others.map(({ name }) => name).join(", "),
      scopeOf(merge),
      merge.mergedAt,
      merge.undoneAt ?? "",
    ]);
    const head = ["ID", "INTO", "MERGED", "SCOPE", "AT", "UNDONE"];
    session.out.write(renderTable(session.out, head, rows));
  }
  return exitCodes.ok;
};

export const listDuplicates = async (
  session: Session,
  args: ScopeArguments & { readonly minSimilarity?: number | undefined; readonly limit?: number | undefined },
): Promise<ExitCode> => {
  const { scope, agent, minSimilarity, limit } = args;
  const query = given<string | number>({ scope, agent, minSimilarity });
  const items = await (await session.client()).list<MemoryDuplicates>("/memory/duplicates", query, limit);
  if (session.json) writeJson(session, { items });
  else {
    const rows = items.map(({ entities: [one, other], sameName, similarity }) => [
      one?.name ?? "",
      other?.name ?? "",
      one?.type ?? "",
      sameName ? "same name" : "",
      similarity === null ? "" : similarity.toFixed(2),
      one?.id ?? "",
      other?.id ?? "",
    ]);
    const head = ["NAME", "OTHER NAME", "TYPE", "WHY", "SIMILARITY", "ID", "OTHER ID"];
    session.out.write(renderTable(session.out, head, rows));
  }
  return exitCodes.ok;
};
