/**
 * Reads settings one by one from the environment and the file, and collects all mistakes so that they can be reported
 * together. It also records which settings were read: all other names are unknown.
 */
import type { Complaint } from "../domain/errors.ts";
import { nearest } from "../domain/nearest.ts";
import type { FileNode } from "./file.ts";
import type { Parser } from "./parsers.ts";
import type { Environment } from "./types.ts";

interface Setting<Value, Default> {
  /** Its key in the file, such as `server.port`; null if it can only be set in the environment. */
  readonly key: string | null;
  /** Its variable; null if it can only be set in the file. */
  readonly env: string | null;
  readonly parse: Parser<Value>;
  /** The parser for the file, if it differs: relative paths in the file are relative to the file. */
  readonly parseFromFile?: Parser<Value>;
  readonly otherwise: Default;
}

export interface KnownSetting {
  readonly key: string | null;
  readonly env: string | null;
  readonly otherwise: unknown;
}

export interface Reader {
  /**
   * Returns the value from the environment, else from the file, else `otherwise`. An invalid value adds a complaint.
   */
  get<Value, Default>(setting: Setting<Value, Default>): Value | Default;
  complain(complaint: Complaint): void;
  /** The origin of a setting's value, as the start of a complaint about it. */
  origin(setting: { readonly key: string | null; readonly env: string | null }): Complaint;
  /** Adds a complaint for every key and every `CAXTON_` variable that was not read. */
  refuseUnknown(): void;
  readonly complaints: readonly Complaint[];
  readonly known: readonly KnownSetting[];
}

/** Variables that Kubernetes sets in every container for a service called caxton. */
const fromKubernetes = (name: string, value: string): boolean =>
  /^CAXTON_(?:SERVICE_(?:HOST|PORT.*)|PORT_[0-9]+_.*)$/.test(name) ||
  (name === "CAXTON_PORT" && /^(?:tcp|udp):\/\//.test(value));

const find = (root: FileNode | null, key: string): FileNode | null => {
  let node = root;
  for (const part of key.split(".")) node = node?.entries?.get(part) ?? null;
  return node;
};

const didYouMean = (word: string, candidates: readonly string[]): { suggestion?: string } => {
  const [near] = nearest(word, candidates, { max: 1 });
  return near === undefined ? {} : { suggestion: `Did you mean ${near}?` };
};

export const createReader = (env: Environment, file: FileNode | null): Reader => {
  const complaints: Complaint[] = [];
  const known: KnownSetting[] = [];

  /** An empty variable counts as not set: Compose files and shells pass on unset variables as empty ones. */
  const fromEnvironment = (name: string | null): string | null => {
    const value = name === null ? undefined : env[name];
    return name === null || value === undefined || value.trim() === "" || fromKubernetes(name, value) ? null : value;
  };

  const fromFile = (key: string | null): FileNode | null => {
    const node = key === null ? null : find(file, key);
    return node === null || node.value === null || node.value === undefined ? null : node;
  };

  const refuseUnknownNames = () => {
    const names = known.flatMap((setting) => setting.env ?? []);
    for (const [name, value] of Object.entries(env)) {
      if (!name.startsWith("CAXTON_") || names.includes(name) || fromKubernetes(name, value ?? "")) continue;
      complaints.push({
        message: `${name} is not a variable that Caxton knows.`,
        ...didYouMean(
          name,
          names.filter((other) => other.startsWith("CAXTON_")),
        ),
      });
    }
  };

  const refuseUnknownKeys = (node: FileNode, path: string, keys: readonly string[]): void => {
    for (const [name, child] of node.entries ?? []) {
      const key = path === "" ? name : `${path}.${name}`;
      if (keys.includes(key)) continue;
      if (keys.some((other) => other.startsWith(`${key}.`))) {
        if (child.entries !== null) refuseUnknownKeys(child, key, keys);
        else if (child.value !== null && child.value !== undefined)
          complaints.push({ ...child.place, message: `${key} is a section: it takes a map of keys.` });
        continue;
      }
      const prefix = path === "" ? "" : `${path}.`;
      const siblings = keys
        .filter((other) => other.startsWith(prefix))
        .map((other) => prefix + (other.slice(prefix.length).split(".")[0] ?? ""));
      const near = didYouMean(key, [...new Set(siblings)]);
      const elsewhere = keys.find((other) => other.endsWith(`.${name}`));
      complaints.push({
        ...child.place,
        message: `${key} is not a key that Caxton knows.`,
        ...(near.suggestion === undefined && elsewhere !== undefined
          ? { suggestion: `Did you mean ${elsewhere}?` }
          : near),
      });
    }
  };

  return {
    complaints,
    known,
    complain: (complaint) => void complaints.push(complaint),
    origin: ({ key, env: name }) => {
      if (fromEnvironment(name) !== null) return { message: `${name}: ` };
      const node = fromFile(key);
      return node === null ? { message: "" } : { ...node.place, message: `${key}: ` };
    },
    get: ({ key, env: name, parse, parseFromFile, otherwise }) => {
      known.push({ key, env: name, otherwise });
      const node = fromFile(key);
      const inFile = node === null ? null : (parseFromFile ?? parse)(node.value);
      if (inFile?.ok === false && node !== null) complaints.push({ ...node.place, message: `${key}: ${inFile.error}` });
      const value = fromEnvironment(name);
      if (value === null) return inFile?.ok === true ? inFile.value : otherwise;
      const parsed = parse(value);
      if (parsed.ok) return parsed.value;
      complaints.push({ message: `${name}: ${parsed.error}` });
      return otherwise;
    },
    refuseUnknown: () => {
      refuseUnknownNames();
      if (file !== null) {
        const keys = known.flatMap((setting) => setting.key ?? []);
        refuseUnknownKeys(file, "", keys);
      }
    },
  };
};
