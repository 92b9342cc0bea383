/**
 * What is known of each file in the agents folder, and how the catalogue is brought in line with it. This file does not
 * watch and has no timers: it is told which files to read. What has to be done is decided in folder-plan.ts.
 */
import { toCaxtonError, type Complaint } from "../domain/errors.ts";
import { agentNameKey, type AgentName } from "../domain/ids.ts";
import { fail } from "../domain/result.ts";
import { hasLostAgent, planFolder, type FileContent, type FolderPlan, type ServedAgent } from "./folder-plan.ts";
import { readAgentFile, readModuleFile, type FolderListing } from "./folder-scan.ts";
import type { AccompanyingModule, FileAgents, FolderLogger, ParsedAgentFile } from "./types.ts";

interface FileState {
  readonly file: string;
  stamp: string;
  /** The module that the file names, as last read. */
  module: { readonly path: string; readonly stamp: string } | null;
  content: FileContent;
  /** The agent that the file serves, from its present content or an earlier one. */
  serves: ServedAgent | null;
  /** Why the present content does not serve. */
  complaints: readonly Complaint[];
  /** The complaints as last reported, so that none is reported twice. */
  reported: string;
}

interface Unstored {
  readonly state: FileState;
  readonly parsed: ParsedAgentFile;
}

/** Agents stored at once; the event loop gets a turn between two batches. */
const batchSize = 250;

export interface FolderState {
  files(): readonly string[];
  /** Whether a file, or the module that it names, has changed since it was last read. */
  differs(file: string, listing: FolderListing): boolean;
  /**
   * Reads a file. Returns `false` if it is missing or empty, which may be temporary; with `final`, a missing file counts as
   * removed and an empty one as empty.
   */
  look(file: string, final: boolean): Promise<boolean>;
  /** Brings the catalogue in line with the files. Never throws: failures are logged, and the next call tries again. */
  settle(): Promise<void>;
  /** Whether something seen is not yet settled, such as a name that is still taken. */
  hasOpenEnds(): boolean;
  /** The files whose present content does not serve, with the reasons. */
  rejected(): ReadonlyMap<string, readonly Complaint[]>;
}

const newState = (file: string, serves: FileState["serves"]): FileState => ({
  file,
  stamp: "",
  module: null,
  content: { kind: "away" },
  serves,
  complaints: [],
  reported: "",
});

export const createFolderState = (folder: string, catalogue: FileAgents, logger: FolderLogger): FolderState => {
  const states = new Map<string, FileState>();
  /** Agents whose file no longer defines them; removed unless another file has taken over their name. */
  const vacated = new Map<string, AgentName>();

  const vacate = (serves: FileState["serves"]): void => {
    if (serves !== null) vacated.set(agentNameKey(serves.name), serves.name);
  };

  // What served when the server stopped goes on serving, even if its file has become invalid since.
  for (const { agent, version } of catalogue.ofFiles()) {
    const serves = { name: agent.name, hash: version.hash };
    if (agent.file === null || states.has(agent.file)) vacate(serves);
    else states.set(agent.file, newState(agent.file, serves));
  }

  const look: FolderState["look"] = async (file, final) => {
    const read = await readAgentFile(folder, file);
    const known = states.get(file);
    if (read === null && (final || known === undefined)) {
      vacate(known?.serves ?? null);
      states.delete(file);
      return true;
    }
    const state = known ?? newState(file, null);
    states.set(file, state);
    const empty = read?.content.ok === true && read.content.value.length === 0;
    if (read === null || (empty && !final)) {
      Object.assign(state, { content: { kind: "away" }, stamp: "" });
      return false;
    }
    state.module = null;
    const parsed = read.content.ok
      ? await parse(catalogue, logger, read.content.value, file, async (reference) => {
          const found = await readModuleFile(folder, file, reference);
          state.module = { path: found.path, stamp: found.stamp };
          return found.content;
        })
      : read.content;
    state.stamp = read.stamp;
    state.content = parsed.ok
      ? { kind: "good", name: parsed.value.definition.name, parsed: parsed.value }
      : { kind: "bad", complaints: parsed.error };
    return true;
  };

  const plan = (): FolderPlan =>
    planFolder([...states.values()], (key) => catalogue.find(key as AgentName)?.agent.origin === "api");

  const store = async (unstored: readonly Unstored[]): Promise<void> => {
    for (let start = 0; start < unstored.length; start += batchSize) {
      await storeBatch(catalogue, logger, unstored.slice(start, start + batchSize));
    }
  };

  const release = (state: FileState, lost: ServedAgent | null): void => {
    vacate(lost);
    if (state.serves !== lost) return;
    state.serves = null;
    // If the name becomes free again, the file is read anew.
    state.stamp = "";
  };

  const removeVacated = async ({ owners }: FolderPlan): Promise<void> => {
    for (const [key, name] of [...vacated]) {
      try {
        if (!owners.has(key)) {
          await catalogue.removeFileAgent(name);
          logger.info({ agent: name }, `Agent ${name} is removed with its file`);
        }
        vacated.delete(key);
      } catch (thrown) {
        logger.error({ agent: name, err: thrown }, `The agent ${name} could not be removed; this is retried`);
      }
    }
  };

  const settle = async (): Promise<void> => {
    const next = plan();
    const before = [...states.values()].map((state) => [state, state.serves] as const);
    const unstored: Unstored[] = [];
    for (const { file, complaints, store: parsed } of next.files) {
      const state = states.get(file);
      if (state === undefined) continue;
      state.complaints = complaints;
      if (parsed !== null) unstored.push({ state, parsed });
    }
    await store(unstored);
    for (const [state, served] of before) if (hasLostAgent(state, served, next)) release(state, served);
    await removeVacated(next);
    for (const state of states.values()) await report(catalogue, logger, state);
  };

  return {
    files: () => [...states.keys()],
    differs: (file, { files, modules }) => {
      const state = states.get(file);
      if (state === undefined || state.stamp !== files.get(file)) return true;
      return state.module !== null && state.module.stamp !== (modules.get(state.module.path) ?? "");
    },
    look,
    settle,
    hasOpenEnds: () =>
      vacated.size > 0 ||
      [...states.values()].some(({ content }) => content.kind === "good" && content.parsed !== null),
    rejected: () =>
      new Map(
        [...states.values()]
          .filter(({ complaints }) => complaints.length > 0)
          .map(({ file, complaints }) => [file, complaints]),
      ),
  };
};

/** A fault of the parser itself must not keep the other files from loading. */
const parse = async (
  catalogue: FileAgents,
  logger: FolderLogger,
  content: Uint8Array,
  file: string,
  module: AccompanyingModule,
): ReturnType<FileAgents["parseFile"]> => {
  try {
    return await catalogue.parseFile(content, file, module);
  } catch (thrown) {
    logger.error({ file, err: thrown }, `The agent file ${file} could not be checked`);
    return fail([{ file, line: 1, column: 1, message: toCaxtonError(thrown).message, suggestion: "See the log." }]);
  }
};

/** Files that cannot be stored go on serving what they served before. */
const storeBatch = async (catalogue: FileAgents, logger: FolderLogger, batch: readonly Unstored[]): Promise<void> => {
  try {
    await catalogue.putFiles(batch.map(({ state, parsed }) => ({ parsed, file: state.file })));
    for (const { state, parsed } of batch) markServed(logger, state, parsed);
  } catch (thrown) {
    // One bad file must not keep the others from being stored.
    if (batch.length > 1) for (const each of batch) await storeBatch(catalogue, logger, [each]);
    else for (const each of batch) markNotStored(logger, each, thrown);
  }
};

const markServed = (logger: FolderLogger, state: FileState, parsed: ParsedAgentFile): void => {
  const { definition, hash } = parsed;
  if (state.serves?.hash !== hash || state.reported !== "") announce(logger, state.file, parsed);
  state.serves = { name: definition.name, hash };
  state.content = { kind: "good", name: definition.name, parsed: null };
};

const announce = (logger: FolderLogger, file: string, { definition, hash, warnings }: ParsedAgentFile): void => {
  const facts = { agent: definition.name, file, version: hash.slice(0, 12) };
  logger.info(facts, `Agent ${definition.name} serves from ${file}`);
  for (const { line = 1, column = 1, message } of warnings) {
    logger.warn({ file, line, column }, `${file}:${line}:${column}: ${message}`);
  }
};

const markNotStored = (logger: FolderLogger, { state, parsed }: Unstored, thrown: unknown): void => {
  const { code, message } = toCaxtonError(thrown);
  state.complaints = [{ file: state.file, message, suggestion: "This is retried automatically." }];
  logger.error({ file: state.file, code, err: thrown }, `The agent ${parsed.definition.name} could not be stored`);
};

/** Reports the complaints about a file, once. */
const report = async (catalogue: FileAgents, logger: FolderLogger, state: FileState): Promise<void> => {
  const { file, complaints, serves } = state;
  const text = complaints.length === 0 ? "" : JSON.stringify(complaints);
  if (text === state.reported) return;
  state.reported = text;
  const [first] = complaints;
  if (first === undefined) return;
  const kept = serves === null ? "" : ` ${serves.name} goes on serving its last good version.`;
  const place = `${file}:${first.line ?? 1}:${first.column ?? 1}`;
  logger.warn({ file, complaints }, `Agent file rejected: ${place}: ${first.message}${kept}`);
  try {
    await catalogue.reportRejected(file, complaints, serves?.name ?? null);
  } catch (thrown) {
    logger.error({ file, err: thrown }, "The rejection of an agent file could not be recorded");
  }
};
