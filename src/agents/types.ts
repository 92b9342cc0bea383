/** The catalogue of agents: what files and the API put in, and what routing and turns read. */
import type { AgentDefinition, AgentLimits, WasmAgentDefinition } from "../domain/agent.ts";
import type { Complaint } from "../domain/errors.ts";
import type { AgentName, VersionHash } from "../domain/ids.ts";
import type { Result } from "../domain/result.ts";
import type { AgentRecord, AgentWithVersion, NewModule } from "../registry/stores.ts";
import type { Refusal } from "./section.ts";

export interface ParsedAgentFile {
  readonly definition: AgentDefinition;
  /** SHA-256 of the canonical definition. */
  readonly hash: VersionHash;
  /** The text as written. */
  readonly source: string;
  readonly warnings: readonly Complaint[];
  /** Of a WASM agent, its module; null where it is stored already. */
  readonly module: NewModule | null;
}

/** The module that came with an agent definition, by what the definition calls it. Null where there is none. */
export type AccompanyingModule = (reference: string) => Promise<Uint8Array | null>;

/** What the rest of Caxton knows about the names in a file. What is missing here is not checked. */
export interface AgentFileChecks {
  readonly toolExists?: (tool: string) => boolean;
  /** What `module` in an agent file refers to; where this is missing there are no WASM agents. */
  readonly module?: (reference: string) => Result<WasmAgentDefinition["module"], Refusal>;
  /** Why the model, or its alias, is not what the agent will get; null when all is well. */
  readonly modelWarning?: (provider: string | null, model: string | null) => string | null;
  /** Why a limit on what the agent spends cannot hold; null when it can, or where there is none (`maxCostUsd` null). */
  readonly costWarning?: (
    provider: string | null,
    model: string | null,
    maxCostUsd: AgentLimits["maxCostUsd"],
  ) => string | null;
}

/** Told after the registry has changed; routing keeps its index by it. */
export interface CatalogueListener {
  agentChanged(agent: AgentRecord, definition: AgentDefinition): void;
  agentRemoved(name: AgentName): void;
}

export interface StoredAgent extends AgentWithVersion {
  readonly warnings: readonly Complaint[];
}

export interface AgentCatalogue {
  /** Checks without storing; throws `agent_file.invalid` with every complaint, and `sandbox.*` for a module. */
  validate(source: string, fileName: string, module?: Uint8Array | null): Promise<ParsedAgentFile>;
  /** Throws `agent_file.invalid`, `agent.already_exists`, and `sandbox.*` for a module. */
  create(source: string, module?: Uint8Array | null): Promise<StoredAgent>;
  /** `expected` is the active version the caller saw (If-Match); another one is `request.precondition_failed`. */
  replace(
    name: AgentName,
    source: string,
    expected: VersionHash | null,
    module?: Uint8Array | null,
  ): Promise<StoredAgent>;
  /** Agents of a file are removed by removing the file: `agent.managed_by_file`. */
  remove(name: AgentName, expected: VersionHash | null): Promise<void>;
  start(name: AgentName): Promise<AgentRecord>;
  /** No new conversations; those that run go on. */
  drain(name: AgentName): Promise<AgentRecord>;
  unload(name: AgentName): Promise<AgentRecord>;
  /** From memory; throws `agent.not_found` with the nearest name. */
  get(name: AgentName): AgentWithVersion;
  /** Of any version, old ones too, as a running conversation needs them. */
  definition(name: AgentName, hash: VersionHash): Promise<AgentDefinition>;
}

interface FileVersion {
  readonly parsed: ParsedAgentFile;
  /** Path in the agents folder, with `/` on every system. */
  readonly file: string;
}

/** What the agents folder does to the catalogue. Agents of the API are never touched by it. */
export interface FileAgents {
  /** As `validate`, but answers with the complaints. */
  parseFile(
    content: Uint8Array,
    file: string,
    module: AccompanyingModule,
  ): Promise<Result<ParsedAgentFile, readonly Complaint[]>>;
  /** The agent of that name, compared without case, whoever made it. */
  find(name: AgentName): AgentWithVersion | null;
  /** The agents that follow a file. */
  ofFiles(): readonly AgentWithVersion[];
  /**
   * Creates each file's agent or moves it to the version in the file; also when another file had it before. Throws
   * `agent.already_exists`, storing nothing, when one of them belongs to the API.
   */
  putFiles(files: readonly FileVersion[]): Promise<readonly StoredAgent[]>;
  /** Removes an agent whose file is gone; one that is not there, or belongs to the API, stays as it is. */
  removeFileAgent(name: AgentName): Promise<void>;
  /** Records that a file was refused, and which agent goes on serving from its last good version. */
  reportRejected(file: string, complaints: readonly Complaint[], serving: AgentName | null): Promise<void>;
}

/** The part of pino's interface that the folder uses. */
export interface FolderLogger {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}
