/** The catalogue of agents, which files and the API write and which routing and turns read. */
import type { AgentDefinition, AgentLimits } from "../domain/agent.ts";
import type { Complaint } from "../domain/errors.ts";
import type { AgentName, VersionHash } from "../domain/ids.ts";
import type { ResourceCeilings } from "../domain/resource-limits.ts";
import type { Result } from "../domain/result.ts";
import type { GuestKind, ModuleHash } from "../domain/wasm.ts";
import type { AgentRecord, AgentWithVersion, NewModule } from "../registry/stores.ts";
import type { Refusal } from "./section.ts";

export interface ParsedAgentFile {
  readonly definition: AgentDefinition;
  /** SHA-256 of the canonical definition. */
  readonly hash: VersionHash;
  /** The original text. */
  readonly source: string;
  readonly warnings: readonly Complaint[];
  /** The module of a WASM agent; null if it is already stored, and for other agents. */
  readonly module: NewModule | null;
}

/** Finds the module that came with an agent definition, by the name used there; null if there is none. */
export type AccompanyingModule = (reference: string) => Promise<Uint8Array | null>;

/** The module that a definition names. */
export interface FoundModule {
  readonly sha256: ModuleHash;
  readonly bytes: number;
  /** What its bytes say it is; absent if it has not been looked at. */
  readonly kind?: GuestKind;
}

/** How the text of a definition is written, unless it is JSON. */
export type DefinitionForm = "markdown" | "yaml";

/** Checks of names that other parts of Caxton know. Omitted checks are not made. */
export interface AgentFileChecks {
  readonly toolExists?: (tool: string) => boolean;
  /** Resolves `module` in an agent file; WASM agents are unavailable without it. */
  readonly module?: (reference: string) => Result<FoundModule, Refusal>;
  /** The most that a WASM agent may ask for. */
  readonly ceilings?: ResourceCeilings;
  /** Why the agent will not get the named model or alias; null if it will. */
  readonly modelWarning?: (provider: string | null, model: string | null) => string | null;
  /** Why a cost limit cannot be enforced; null if it can, or if there is none (`maxCostUsd` null). */
  readonly costWarning?: (
    provider: string | null,
    model: string | null,
    maxCostUsd: AgentLimits["maxCostUsd"],
  ) => string | null;
}

/** Notified after the registry has changed; routing updates its index. */
export interface CatalogueListener {
  agentChanged(agent: AgentRecord, definition: AgentDefinition): void;
  agentRemoved(name: AgentName): void;
}

export interface StoredAgent extends AgentWithVersion {
  readonly warnings: readonly Complaint[];
}

export interface AgentCatalogue {
  /**
   * Checks without storing. The name of the file says whether it is YAML. Throws `agent_file.invalid` with every complaint,
   * and `sandbox.*` for a module.
   */
  validate(source: string, fileName: string, module?: Uint8Array | null): Promise<ParsedAgentFile>;
  /** `form` is Markdown by default. Throws `agent_file.invalid`, `agent.already_exists`, and `sandbox.*` for a module. */
  create(source: string, module?: Uint8Array | null, form?: DefinitionForm): Promise<StoredAgent>;
  /**
   * `expected` is the active version that the caller saw (If-Match). Throws `request.precondition_failed` if another
   * one is active.
   */
  replace(
    name: AgentName,
    source: string,
    expected: VersionHash | null,
    module?: Uint8Array | null,
    form?: DefinitionForm,
  ): Promise<StoredAgent>;
  /** Throws `agent.managed_by_file` for the agent of a file, which is removed with the file. */
  remove(name: AgentName, expected: VersionHash | null): Promise<void>;
  /** The agent is `running` afterwards, or `loaded` if its instance is made in another process. */
  start(name: AgentName): Promise<AgentRecord>;
  /** The agent takes no new messages; it is `drained` once it has answered those that it has. */
  drain(name: AgentName): Promise<AgentRecord>;
  unload(name: AgentName): Promise<AgentRecord>;
  /** From memory; throws `agent.not_found` with the nearest name. */
  get(name: AgentName): AgentWithVersion;
  /** The definition of any version; running conversations need old ones too. */
  definition(name: AgentName, hash: VersionHash): Promise<AgentDefinition>;
}

interface FileVersion {
  readonly parsed: ParsedAgentFile;
  /** Path in the agents folder, with `/` on every system. */
  readonly file: string;
}

/** The operations of the agents folder. They never change agents that were created through the API. */
export interface FileAgents {
  /** Like `validate`, but returns the complaints. */
  parseFile(
    content: Uint8Array,
    file: string,
    module: AccompanyingModule,
  ): Promise<Result<ParsedAgentFile, readonly Complaint[]>>;
  /** The agent with that name, ignoring case, whatever its origin. */
  find(name: AgentName): AgentWithVersion | null;
  /** The agents that are managed by a file. */
  ofFiles(): readonly AgentWithVersion[];
  /**
   * Creates each file's agent or switches it to the version in the file, even if another file managed it before. Throws
   * `agent.already_exists`, storing nothing, if one of the names belongs to an agent of the API.
   */
  putFiles(files: readonly FileVersion[]): Promise<readonly StoredAgent[]>;
  /** Removes an agent whose file is gone; does nothing if it does not exist or was created through the API. */
  removeFileAgent(name: AgentName): Promise<void>;
  /** Records that a file was rejected, and which agent continues to serve its last good version. */
  reportRejected(file: string, complaints: readonly Complaint[], serving: AgentName | null): Promise<void>;
}

/** The part of pino's interface that the folder uses. */
export interface FolderLogger {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}
