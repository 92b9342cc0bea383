/** What the agents folder has to do, decided from what is known of its files. Pure. */
import type { Complaint } from "../domain/errors.ts";
import { agentNameKey, type AgentName, type VersionHash } from "../domain/ids.ts";
import { assignNames, type Assignment } from "./claims.ts";
import { contestedFolders } from "./file-names.ts";
import type { ParsedAgentFile } from "./types.ts";

export type FileContent =
  /** `parsed` is null once it is stored. */
  | { readonly kind: "good"; readonly name: AgentName; readonly parsed: ParsedAgentFile | null }
  | { readonly kind: "bad"; readonly complaints: readonly Complaint[] }
  /** Missing or empty when last read, perhaps only while an editor saves it. */
  | { readonly kind: "away" };

export interface ServedAgent {
  readonly name: AgentName;
  readonly hash: VersionHash;
}

export interface KnownFile {
  readonly file: string;
  readonly content: FileContent;
  /** The agent that the file serves, from its present content or an earlier one. */
  readonly serves: ServedAgent | null;
}

export interface FilePlan {
  readonly file: string;
  /** Why the present content does not serve; empty if it does or will. */
  readonly complaints: readonly Complaint[];
  /** The content to store; null if there is nothing new. */
  readonly store: ParsedAgentFile | null;
}

export interface FolderPlan {
  /** Name key → the file that may serve the name. */
  readonly owners: Assignment["owners"];
  /** One for each file, in the same order. */
  readonly files: readonly FilePlan[];
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

const planFile = (
  { file, content }: KnownFile,
  { owners, refused }: Assignment,
  contested: ReadonlyMap<string, Complaint>,
): FilePlan => {
  if (content.kind === "away") return { file, complaints: [], store: null };
  const rivalry = contested.get(file);
  if (rivalry !== undefined) return { file, complaints: [rivalry], store: null };
  if (content.kind === "bad") return { file, complaints: content.complaints, store: null };
  const isOwner = owners.get(agentNameKey(content.name)) === file;
  if (isOwner) return { file, complaints: [], store: content.parsed };
  return { file, complaints: [nameTaken(file, content.name, refused.get(file) ?? null)], store: null };
};

/** `takenElsewhere` tells whether a name key belongs to an agent that no file of the folder defines. */
export const planFolder = (files: readonly KnownFile[], takenElsewhere: (key: string) => boolean): FolderPlan => {
  const present = files.filter(({ content }) => content.kind !== "away").map(({ file }) => file);
  const contested = contestedFolders(present);
  const claims = files.map(({ file, content, serves }) => ({
    file,
    wants: content.kind === "good" && !contested.has(file) ? agentNameKey(content.name) : null,
    holds: serves === null ? null : agentNameKey(serves.name),
    away: content.kind === "away",
  }));
  const assignment = assignNames(claims, takenElsewhere);
  return { owners: assignment.owners, files: files.map((each) => planFile(each, assignment, contested)) };
};

/**
 * Whether a file has lost the agent that it served before the plan was carried out. If its new content could not be stored,
 * it keeps the agent: the last good version goes on serving.
 */
export const hasLostAgent = (
  { file, content }: KnownFile,
  before: ServedAgent | null,
  { owners }: FolderPlan,
): boolean => {
  if (before === null || owners.get(agentNameKey(before.name)) === file) return false;
  const isUnstored = content.kind === "good" && content.parsed !== null;
  return !(isUnstored && owners.get(agentNameKey(content.name)) === file);
};
