/** `caxton memory migrate`: the one command that opens the memories itself, since one of them is not the server's. */
import { loadConfig } from "../config/load.ts";
import type { MemoryBackendName, MemoryConfig } from "../config/types.ts";
import { createEmbedder } from "../memory/embedding/embedder.ts";
import { migrateMemory, type MigrationProgress, type MigrationReport } from "../memory/migration.ts";
import type { MemoryBackend } from "../memory/types.ts";
import { openBackend } from "../composition/open-backend.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import { usageFailure } from "./failure.ts";
import { writeJson, type Session } from "./session.ts";
import { renderTable } from "./tables.ts";

/** Without what the server has to itself: the migration listens to no port. */
const configOf = async (session: Session) => {
  const { dataDir } = session.arguments;
  const env = dataDir === undefined ? session.env : { ...session.env, CAXTON_DATA_DIR: dataDir };
  return loadConfig(env, session.cwd);
};

const show = (session: Session, { phase, done, total }: MigrationProgress): void => {
  if (!session.err.isTerminal) return;
  session.err.write(phase === "copying" ? `\r\u001B[K${done} of about ${total} …` : "\r\u001B[Kcomparing …");
};

const tell = (session: Session, report: MigrationReport, to: string): void => {
  const { counts, samples, searches, joined, relationsLeftOut } = report;
  const rows = (["entities", "observations", "relations"] as const).map((what) => [
    what,
    String(counts.from[what]),
    String(counts.to[what]),
  ]);
  session.out.write(renderTable(session.out, ["", "FROM", "TO"], rows));
  session.out.write(
    `\n${report.created} created, ${report.changed} changed, ${report.relations} relations, in ${report.passes} passes.\n` +
      `${samples.compared} entities compared: ${samples.different.length} differ. ` +
      `${searches.asked} questions: ${(searches.agreement * 100).toFixed(1)} % of the answers are as near.\n` +
      (joined === 0 ? "" : `${joined} joined an entity of the same name that was there.\n`) +
      (relationsLeftOut === 0 ? "" : `${relationsLeftOut} relations were left out: an end of them is missing there.\n`),
  );
  session.out.write(
    report.agrees
      ? `All is there. Set memory.backend to ${to} and start Caxton again. A second migration copies what is written until then.\n`
      : "The two do not agree. Nothing was taken from where it was; migrate again, and look at what differs.\n",
  );
};

const withMemories = async <Value>(
  config: MemoryConfig,
  names: readonly [MemoryBackendName, MemoryBackendName],
  work: (from: MemoryBackend, to: MemoryBackend) => Promise<Value>,
): Promise<Value> => {
  const embedder = await createEmbedder({ model: config.model });
  const opened: MemoryBackend[] = [];
  const open = async (name: MemoryBackendName): Promise<MemoryBackend> => {
    const memory = await openBackend(config, name, embedder);
    opened.push(memory);
    return memory;
  };
  try {
    return await work(await open(names[0]), await open(names[1]));
  } finally {
    for (const memory of opened) await memory.close();
    await embedder.close();
  }
};

/** Exit code 0 where all arrived, and the failure's where the two do not agree. */
export const migrateMemories = async (
  session: Session,
  { from, to }: { readonly from: MemoryBackendName; readonly to: MemoryBackendName },
): Promise<ExitCode> => {
  if (from === to) throw usageFailure("A memory cannot move to where it is.", "Name two backends.");
  const { memory } = await configOf(session);
  const report = await withMemories(memory, [from, to], async (source, target) =>
    migrateMemory(source, target, (progress) => show(session, progress)),
  );
  if (session.err.isTerminal) session.err.write("\r\u001B[K");
  if (session.json) writeJson(session, report);
  else tell(session, report, to);
  return report.agrees ? exitCodes.ok : exitCodes.failure;
};
