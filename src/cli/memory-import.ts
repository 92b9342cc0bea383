/**
 * `caxton memory import`: files of any size. The whole file is checked before anything is written. Then entities are sent,
 * and relations when all entities are there, in whatever order the file has them.
 */
import type { Complaint } from "../domain/errors.ts";
import { isJsonObject } from "../domain/json.ts";
import type { ExportRecord } from "../domain/exported-memory.ts";
import { readRecord } from "../domain/memory-export.ts";
import { shown } from "../domain/shown.ts";
import { oneOfEachCircle } from "../memory/portability.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import type { FileRecord } from "./export-entries.ts";
import { openExportFile, type ExportFile } from "./export-file.ts";
import { CliFailure, toFailure } from "./failure.ts";
import {
  createImportRequests,
  idOf,
  type ImportPlace,
  type ImportRequests,
  type ImportTotals,
} from "./import-requests.ts";
import { printable } from "./output.ts";
import { writeJson, type Session } from "./session.ts";

interface ImportArguments extends ImportPlace {
  readonly file: string;
  readonly rule: string;
}

const mostComplaints = 20;

/** Relations are kept in memory up to this many characters; more are read from the file once more. */
const mostKept = 32_000_000;

const refused = (
  message: string,
  errors: readonly Complaint[],
  hint: string,
  code: "memory.invalid" | "memory.conflict",
) => new CliFailure(code, message, { exitCode: exitCodes.refused, errors: errors.slice(0, mostComplaints), hint });

/** What is assumed of a record that does not say. It does not matter here, where records are only checked. */
const defaults = { place: { kind: "global" }, now: new Date(0).toISOString() } as const;

interface Checked {
  readonly entities: number;
  readonly relations: number;
  /** The relations; null where they are too many to be kept. */
  readonly kept: readonly FileRecord[] | null;
}

/** Reads the whole file. Throws `memory.invalid` with what is wrong, and where. */
const checkFile = async (file: ExportFile, onProgress: (share: number) => void): Promise<Checked> => {
  const complaints: Complaint[] = [];
  const count = { entity: 0, relation: 0 };
  let kept: FileRecord[] | null = [];
  let size = 0;
  for await (const record of file.records(onProgress)) {
    const { kind, value, line, pointer } = record;
    const read = readRecord(kind, value, pointer, defaults);
    if (!read.ok) complaints.push(...read.error.map((each) => ({ ...each, file: file.name, line })));
    if (complaints.length >= mostComplaints) break;
    count[kind] += 1;
    if (kind === "entity" || kept === null) continue;
    size += JSON.stringify(value).length;
    kept.push(record);
    if (size > mostKept) kept = null;
  }
  if (complaints.length > 0) {
    const message = `${file.name} has records that are wrong. Nothing was imported.`;
    throw refused(message, complaints, "Correct them, and import the file again.", "memory.invalid");
  }
  return { entities: count.entity, relations: count.relation, kept };
};

/** Those records of the file that are wanted. */
const only = async function* (
  records: AsyncIterable<FileRecord> | Iterable<FileRecord>,
  isWanted: (record: FileRecord) => boolean,
): AsyncGenerator<FileRecord> {
  for await (const record of records) if (isWanted(record)) yield record;
};

const isOf =
  (kind: ExportRecord["kind"]) =>
  (record: FileRecord): boolean =>
    record.kind === kind;

const hasEnded = ({ value }: FileRecord): boolean => isJsonObject(value) && (value["invalidatedAt"] ?? null) !== null;

const refuseConflicts = async (file: ExportFile, requests: ImportRequests): Promise<void> => {
  const there = await requests.findConflicts(only(file.records(), isOf("entity")));
  if (there.length === 0) return;
  const errors = there.map(({ value, line, pointer }) => ({
    ...{ file: file.name, line, pointer },
    message: `${shown(isJsonObject(value) ? value["name"] : null)} is there already.`,
  }));
  const message = "The memory has entities of this file already, and the rule is “fail”. Nothing was imported.";
  throw refused(message, errors, "Import with --rule merge or --rule skip.", "memory.conflict");
};

/**
 * Sends the entities, and those that wait for names of others again, until nobody gives a name up any more. What can still
 * be done then, the server does with those that are left; or it refuses them.
 */
const sendEntities = async (file: ExportFile, requests: ImportRequests, rule: string): Promise<void> => {
  const entities = (ids: { has(id: string): boolean }): AsyncIterable<FileRecord> =>
    only(file.records(), (record) => isOf("entity")(record) && ids.has(idOf(record)));
  let waiting = await requests.send(only(file.records(), isOf("entity")), rule, true);
  for (let circles: ReadonlySet<string> = new Set(); waiting.size > 0;) {
    const left = await requests.send(entities(waiting), rule, true);
    const isStuck = left.size === waiting.size;
    // Names that were taken away must have helped somebody.
    circles = isStuck && circles.size === 0 ? oneOfEachCircle(left) : new Set();
    if (circles.size > 0) await requests.renameMeanwhile(entities(circles));
    waiting = isStuck && circles.size === 0 ? await requests.send(entities(left), rule, false) : left;
  }
};

/** A relation that has ended makes room for one that began later between the same two entities. */
const sendRelations = async (
  file: ExportFile,
  requests: ImportRequests,
  rule: string,
  { relations, kept }: Checked,
): Promise<void> => {
  if (relations === 0) return;
  for (const isEnded of [true, false]) {
    const records = kept ?? file.records();
    await requests.send(
      only(records, (record) => isOf("relation")(record) && hasEnded(record) === isEnded),
      rule,
      false,
    );
  }
};

/** The failure, with what had been imported before it. */
const failureAfter = (thrown: unknown, { created, merged, skipped, relations }: ImportTotals): unknown => {
  const entities = created + merged + skipped;
  if (entities + relations === 0 || (thrown instanceof Error && thrown.name === "AbortError")) return thrown;
  const { code, message, exitCode, errors, problem, hint = "", cause } = toFailure(thrown);
  const done = `Before this, ${entities} entities and ${relations} relations were imported. Import the file again to finish it: what is there is not stored twice.`;
  const longer = [hint, done].filter((each) => each !== "").join(" ");
  return new CliFailure(code, message, {
    ...{ exitCode, errors, cause, hint: longer },
    ...(problem === null ? {} : { problem: { ...problem, hint: longer } }),
  });
};

const tell = (session: Session, totals: ImportTotals): void => {
  const { created, merged, skipped, relations, relationsLeftOut } = totals;
  if (session.json) writeJson(session, totals);
  else
    session.out.write(`${created} created, ${merged} merged, ${skipped} there already; ${relations} new relations.\n`);
  if (relationsLeftOut.count === 0 || session.json) return;
  const { count, ids } = relationsLeftOut;
  session.err.write(
    `warning: ${count} relations were left out, because one of their ends is neither in the file nor in the memory: ` +
      `${ids.slice(0, 5).map(printable).join(", ")}${count > 5 ? " …" : ""}\n`,
  );
};

/** Exit code 0 where everything is in the memory, and the failure's where relations had to be left out. */
export const importMemory = async (session: Session, args: ImportArguments): Promise<ExitCode> => {
  const { scope, agent } = args;
  const file = await openExportFile(session.cwd, args.file, scope ?? "workspace");
  const show = (text: string): void => {
    if (session.err.isTerminal) session.err.write(`\r\u001B[K${text}`);
  };
  const checked = await checkFile(file, (share) => show(`checking: ${Math.floor(share * 100)} %`));
  const requests = createImportRequests(await session.client(), { scope, agent }, (totals) => {
    const entities = totals.created + totals.merged + totals.skipped;
    show(`${entities} of ${checked.entities} entities, ${totals.relations} of ${checked.relations} relations …`);
  });
  if (args.rule === "fail") await refuseConflicts(file, requests);
  // What the file itself has twice is no conflict with the memory.
  const rule = args.rule === "fail" ? "skip" : args.rule;
  try {
    await sendEntities(file, requests, rule);
    await sendRelations(file, requests, rule, checked);
  } catch (thrown) {
    throw failureAfter(thrown, requests.totals);
  } finally {
    show("");
  }
  tell(session, requests.totals);
  return requests.totals.relationsLeftOut.count === 0 ? exitCodes.ok : exitCodes.failure;
};
