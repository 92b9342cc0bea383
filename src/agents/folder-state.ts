/**
 * What is known of each file of the agents folder, and the step that makes the catalogue follow it. Knows nothing of
 * watching and timers: it is told which files to look at.
 */
import { toCaxtonError, type Complaint } from "../domain/errors.ts";
import { agentNameKey, type AgentName, type VersionHash } from "../domain/ids.ts";
import { fail } from "../domain/result.ts";
import { assignNames, type Assignment } from "./claims.ts";
import { readAgentFile, readModuleFile, type FolderListing } from "./folder-scan.ts";
import type { AccompanyingModule, FileAgents, FolderLogger, ParsedAgentFile } from "./types.ts";

type Content =
  /** `parsed` is let go once it is stored. */
  | { readonly kind: "good"; readonly name: AgentName; readonly parsed: ParsedAgentFile | null }
  | { readonly kind: "bad"; readonly complaints: readonly Complaint[] }
  /** Missing or empty at the last look: whoever saves a file may be between two steps. */
  | { readonly kind: "away" };

interface FileState {
  readonly file: string;
  stamp: string;
  /** The module that the file names, as it was read last. */
  module: { readonly path: string; readonly stamp: string } | null;
  content: Content;
  /** The agent that serves from this file, from its present content or from an earlier one. */
  serves: { readonly name: AgentName; readonly hash: VersionHash } | null;
  /** Why the present content does not serve. */
  complaints: readonly Complaint[];
  /** The complaints as they were told last, so that nobody is told twice. */
  told: string;
}

interface Waiting {
  readonly state: FileState;
  readonly parsed: ParsedAgentFile;
}

/** Agents stored at once; between two batches the event loop breathes. */
const batchSize = 250;

export interface FolderState {
  files(): readonly string[];
  /** Whether a file, or the module that it names, is another one than was read last. */
  differs(file: string, listing: FolderListing): boolean;
  /**
   * Reads a file. Answers `false` when it is missing or empty, which may pass in a moment; with `final` it is then taken
   * as removed, or as empty.
   */
  look(file: string, final: boolean): Promise<boolean>;
  /** Lets the catalogue follow what was seen. Never throws: what fails is logged and tried again the next time. */
  settle(): Promise<void>;
  /** Something is seen and not yet followed, such as a name that is still taken. */
  hasOpenEnds(): boolean;
  /** The files that do not serve as they stand, with the reasons. */
  rejected(): ReadonlyMap<string, readonly Complaint[]>;
}

const nameTaken = (file: string, name: AgentName, owner: string | null): Complaint => ({
  file,
  line: 1,
  column: 1,
  message:
    owner === null
      ? `The agent name ${name} is taken by an agent that was created through the API.`
      : `The agent name ${name} is taken by the file ${owner}, which was there first.`,
  suggestion: "Give this agent another name; names are compared without case.",
});

const keyOf = (named: { readonly name: AgentName } | null): string | null =>
  named === null ? null : agentNameKey(named.name);

const newState = (file: string, serves: FileState["serves"]): FileState => ({
  file,
  stamp: "",
  module: null,
  content: { kind: "away" },
  serves,
  complaints: [],
  told: "",
});

export const createFolderState = (folder: string, catalogue: FileAgents, logger: FolderLogger): FolderState => {
  const states = new Map<string, FileState>();
  /** Agents whose file let go of them; they are removed unless another file has taken their name. */
  const vacated = new Map<string, AgentName>();

  // What served when the server stopped goes on serving, even where its file has turned bad meanwhile.
  for (const { agent, version } of catalogue.ofFiles()) {
    if (agent.file === null || states.has(agent.file)) vacated.set(agentNameKey(agent.name), agent.name);
    else states.set(agent.file, newState(agent.file, { name: agent.name, hash: version.hash }));
  }

  const vacate = (serves: FileState["serves"]): void => {
    if (serves !== null) vacated.set(agentNameKey(serves.name), serves.name);
  };

  /** A fault of the parser itself must not keep the other files from loading. */
  const parse = async (
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
      ? await parse(read.content.value, file, async (reference) => {
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

  const assign = (): Assignment =>
    assignNames(
      [...states.values()].map(({ file, content, serves }) => ({
        file,
        wants: content.kind === "good" ? agentNameKey(content.name) : null,
        holds: keyOf(serves),
        away: content.kind === "away",
      })),
      (key) => catalogue.find(key as AgentName)?.agent.origin === "api",
    );

  const announce = (state: FileState, { definition, hash, warnings }: ParsedAgentFile): void => {
    const facts = { agent: definition.name, file: state.file, version: hash.slice(0, 12) };
    logger.info(facts, `Agent ${definition.name} serves from ${state.file}`);
    for (const { line = 1, column = 1, message } of warnings) {
      logger.warn({ file: state.file, line, column }, `${state.file}:${line}:${column}: ${message}`);
    }
  };

  const served = (state: FileState, parsed: ParsedAgentFile): void => {
    const { definition, hash } = parsed;
    if (state.serves?.hash !== hash || state.told !== "") announce(state, parsed);
    state.serves = { name: definition.name, hash };
    state.content = { kind: "good", name: definition.name, parsed: null };
  };

  /** Those that cannot be stored keep what they served before. */
  const serve = async (batch: readonly Waiting[]): Promise<void> => {
    try {
      await catalogue.putFiles(batch.map(({ state, parsed }) => ({ parsed, file: state.file })));
      for (const { state, parsed } of batch) served(state, parsed);
    } catch (thrown) {
      // One of many must not keep the others from being served.
      if (batch.length > 1) for (const each of batch) await serve([each]);
      else for (const { state, parsed } of batch) notStored(state, parsed, thrown);
    }
  };

  const notStored = (state: FileState, parsed: ParsedAgentFile, thrown: unknown): void => {
    const { code, message } = toCaxtonError(thrown);
    state.complaints = [{ file: state.file, message, suggestion: "It is tried again by itself." }];
    logger.error({ file: state.file, code, err: thrown }, `The agent ${parsed.definition.name} could not be stored`);
  };

  /** What is to be stored, while complaints are written down about what is not. */
  const waitingUnder = ({ owners, refused }: Assignment): readonly Waiting[] => {
    const waiting: Waiting[] = [];
    for (const state of states.values()) {
      const { file, content } = state;
      state.complaints = content.kind === "bad" ? content.complaints : [];
      if (content.kind !== "good") continue;
      const mine = owners.get(agentNameKey(content.name)) === file;
      if (!mine) state.complaints = [nameTaken(file, content.name, refused.get(file) ?? null)];
      else if (content.parsed !== null) waiting.push({ state, parsed: content.parsed });
    }
    return waiting;
  };

  /** A file lets go of the agent that it served before, if that is not its own any more. */
  const release = (state: FileState, before: FileState["serves"], { owners }: Assignment): void => {
    if (before === null || owners.get(agentNameKey(before.name)) === state.file) return;
    // What could not be stored does not take the last good version away.
    if (
      state.content.kind === "good" &&
      state.content.parsed !== null &&
      owners.get(agentNameKey(state.content.name)) === state.file
    )
      return;
    vacate(before);
    if (state.serves !== before) return;
    state.serves = null;
    // Should the name come free again, the file is read anew.
    state.stamp = "";
  };

  const removeVacated = async ({ owners }: Assignment): Promise<void> => {
    for (const [key, name] of [...vacated]) {
      try {
        if (!owners.has(key)) {
          await catalogue.removeFileAgent(name);
          logger.info({ agent: name }, `Agent ${name} is gone with its file`);
        }
        vacated.delete(key);
      } catch (thrown) {
        logger.error({ agent: name, err: thrown }, `The agent ${name} could not be removed; it is tried again`);
      }
    }
  };

  const tell = async (state: FileState): Promise<void> => {
    const { file, complaints, serves } = state;
    const said = complaints.length === 0 ? "" : JSON.stringify(complaints);
    if (said === state.told) return;
    state.told = said;
    const [first] = complaints;
    if (first === undefined) return;
    const kept = serves === null ? "" : ` ${serves.name} goes on serving from its last good version.`;
    const place = `${file}:${first.line ?? 1}:${first.column ?? 1}`;
    logger.warn({ file, complaints }, `Agent file refused: ${place}: ${first.message}${kept}`);
    try {
      await catalogue.reportRejected(file, complaints, serves?.name ?? null);
    } catch (thrown) {
      logger.error({ file, err: thrown }, "The refusal of an agent file could not be recorded");
    }
  };

  return {
    files: () => [...states.keys()],
    differs: (file, { files, modules }) => {
      const state = states.get(file);
      if (state === undefined || state.stamp !== files.get(file)) return true;
      return state.module !== null && state.module.stamp !== (modules.get(state.module.path) ?? "");
    },
    look,
    settle: async () => {
      const assignment = assign();
      const before = [...states.values()].map((state) => [state, state.serves] as const);
      const waiting = waitingUnder(assignment);
      for (let start = 0; start < waiting.length; start += batchSize) {
        await serve(waiting.slice(start, start + batchSize));
      }
      for (const [state, serves] of before) release(state, serves, assignment);
      await removeVacated(assignment);
      for (const state of states.values()) await tell(state);
    },
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
