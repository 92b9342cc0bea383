/** A tool's manifest: its name, input, output, limits and grants. Access that is not granted is denied. */
import type { JsonObject } from "../domain/json.ts";
import type { ByteSize, CpuMillis, Duration } from "../domain/quantities.ts";
import type { WasmFeature } from "../sandbox/types.ts";

/** A host to which a tool may connect. */
export interface NetworkGrant {
  /**
   * `api.example.com`, `*.example.com` (any depth below, but not example.com itself), an IP address, or `*` for every
   * public host.
   */
  readonly host: string;
  readonly methods: readonly string[];
  /** Never empty. */
  readonly ports: readonly number[];
  /**
   * Allows the host even if it resolves to a loopback or private address; a link-local or metadata address only if
   * `host` is that address. Not allowed with `*`.
   */
  readonly private: boolean;
}

/** A folder that a tool may use; relative to the tool storage folder unless absolute. */
export interface StorageGrant {
  readonly path: string;
  /** `write` includes reading. */
  readonly access: "read" | "write";
  /** Largest size of a file that is written. */
  readonly maxFileSize: ByteSize;
  /** Largest total size of the folder, whoever wrote its content, beyond which nothing more is written. */
  readonly maxTotalSize: ByteSize;
}

export interface DatabaseGrant {
  /** Name of a connection in the configuration. */
  readonly connection: string;
  readonly access: "read" | "write";
  /** Maximum rows per query. */
  readonly maxRows: number;
  readonly timeout: Duration;
}

/** A secret that the host adds to requests; guests never see it. */
export interface SecretGrant {
  /** The environment variable of the server that holds the secret. */
  readonly name: string;
  /** The hosts to which it is sent, as in {@link NetworkGrant.host}. */
  readonly host: string;
  /** The header that carries it. */
  readonly header: string;
  /** Prefix of the value, such as `Bearer `. */
  readonly prefix: string;
}

export interface ToolGrants {
  readonly network: readonly NetworkGrant[];
  readonly storage: readonly StorageGrant[];
  readonly database: readonly DatabaseGrant[];
  /** Environment variables that the tool may read. */
  readonly env: readonly string[];
  readonly secrets: readonly SecretGrant[];
}

export interface ToolLimits {
  readonly memory: ByteSize;
  readonly cpu: CpuMillis;
  readonly maxInput: ByteSize;
  readonly maxOutput: ByteSize;
  readonly hostCalls: number;
  readonly logBytes: ByteSize;
}

export interface ToolManifest {
  /** Lower-case letters, digits and `_`; at most 64 characters. */
  readonly name: string;
  readonly version: string;
  readonly description: string;
  /** JSON Schema (2020-12 or draft 7) of the arguments object. */
  readonly inputSchema: JsonObject;
  /** JSON Schema of the result; null allows anything. */
  readonly outputSchema: JsonObject | null;
  /** Whether repeating a call has no further effect; only such calls are retried. */
  readonly idempotent: boolean;
  /** JSON Schema of the arguments with which a call is idempotent though others are not; null where none are. */
  readonly idempotentFor: JsonObject | null;
  readonly timeout: Duration;
  readonly limits: ToolLimits;
  readonly features: readonly WasmFeature[];
  /** The function of an Extism plug-in that implements the tool; null for `call_tool`. */
  readonly function: string | null;
  readonly grants: ToolGrants;
}
