/** A tool's manifest: what it is called, what it takes and gives, and what it may touch. Default deny: no grant, no access. */
import type { JsonObject } from "../domain/json.ts";
import type { ByteSize, CpuMillis, Duration } from "../domain/quantities.ts";
import type { WasmFeature } from "../sandbox/types.ts";

/** Where a tool may connect to. */
export interface NetworkGrant {
  /** `api.example.com`, `*.example.com` (any depth below, not itself), an IP address, or `*` for every public host. */
  readonly host: string;
  readonly methods: readonly string[];
  /** Never empty. */
  readonly ports: readonly number[];
  /**
   * Allows the host though it resolves to a loopback or private address; to a link-local or metadata address only where `host`
   * is that address. Never with `*`.
   */
  readonly private: boolean;
}

/** A folder whose content a tool may use, relative to the tool storage folder unless absolute. */
export interface StorageGrant {
  readonly path: string;
  /** To write is to read too. */
  readonly access: "read" | "write";
  /** Of one file that is written. */
  readonly maxFileSize: ByteSize;
  /** Of all that the folder holds, whoever wrote it, before no more is written. */
  readonly maxTotalSize: ByteSize;
}

export interface DatabaseGrant {
  /** Name of a connection in the configuration. */
  readonly connection: string;
  readonly access: "read" | "write";
  /** Rows of one answer. */
  readonly maxRows: number;
  readonly timeout: Duration;
}

/** A secret that the host adds to requests; the guest never sees it. */
export interface SecretGrant {
  /** Name of the environment variable of the server that holds it. */
  readonly name: string;
  /** Host pattern, as in {@link NetworkGrant.host}, to which it is sent. */
  readonly host: string;
  /** Header that carries it. */
  readonly header: string;
  /** Put before the value, such as `Bearer `. */
  readonly prefix: string;
}

export interface ToolGrants {
  readonly network: readonly NetworkGrant[];
  readonly storage: readonly StorageGrant[];
  readonly database: readonly DatabaseGrant[];
  /** Names of environment variables that the tool may read. */
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
  /** Lower case letters, digits and `_`; at most 64 characters. */
  readonly name: string;
  readonly version: string;
  readonly description: string;
  /** JSON Schema (2020-12 or draft 7) of the arguments, an object. */
  readonly inputSchema: JsonObject;
  /** JSON Schema of the result; null means anything. */
  readonly outputSchema: JsonObject | null;
  /** Whether a second call with the same arguments does no more than the first; only such calls are tried again. */
  readonly idempotent: boolean;
  readonly timeout: Duration;
  readonly limits: ToolLimits;
  readonly features: readonly WasmFeature[];
  /** Of an Extism plug-in: which of its functions the tool is; null for `call_tool`. */
  readonly function: string | null;
  readonly grants: ToolGrants;
}
