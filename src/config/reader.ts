/**
 * Reads settings one by one from the environment and the file, and gathers everything that is wrong, so that a person
 * learns of all mistakes at once. It also remembers what was asked for: whatever nobody asked for is unknown.
 */
import type { Complaint } from "../domain/errors.ts";
import { nearest } from "../domain/nearest.ts";
import type { FileNode } from "./file.ts";
import type { Parser } from "./parsers.ts";
import type { Environment } from "./types.ts";

interface Setting<Value, Default> {
  /** Its place in the file, such as `server.port`; null where only the environment has it. */
  readonly key: string | null;
  /** Its name in the environment; null where only the file has it. */
  readonly env: string | null;
  readonly parse: Parser<Value>;
  /** As the file would parse it; relative paths in the file are relative to the file. */
  readonly parseFromFile?: Parser<Value>;
  readonly otherwise: Default;
}

export interface KnownSetting {
  readonly key: string | null;
  readonly env: string | null;
  readonly otherwise: unknown;
}

export interface Reader {
  /** The value: from the environment, else from the file, else `otherwise`. A wrong one is noted as a complaint. */
  get<Value, Default>(setting: Setting<Value, Default>): Value | Default;
  complain(complaint: Complaint): void;
  /** Where a setting's value came from, to point a later complaint at. */
  origin(setting: { readonly key: string | null; readonly env: string | null }): Complaint;
  /** Complains of every key and every `CAXTON_` name that nobody has asked for. */
  refuseUnknown(): void;
  readonly complaints: readonly Complaint[];
  readonly known: readonly KnownSetting[];
}

/** What Kubernetes puts into every container for a service that is called caxton. */
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

  /** An empty variable is one that is not set: that is how Compose files and shells pass on nothing. */
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
