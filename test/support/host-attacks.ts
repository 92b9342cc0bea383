/**
 * Hostile tools that attack targets outside the sandbox, each with the acceptable verdicts: the code of the host's
 * refusal or of the sandbox's error, or `ok` if the answer was cut to its limit. Each is a separate module that makes
 * one request, so that it can also be uploaded to a server.
 */
import type { BlockingHostFunction } from "../../src/sandbox/types.ts";
import { encodeFrame } from "../../src/tools/host/frames.ts";
import type { AttackWorld } from "./attack-world.ts";
import { guest } from "./guests.ts";

export interface HostAttack {
  readonly name: string;
  readonly module: Uint8Array;
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly verdicts: readonly string[];
  /** What must hold for an answer that is let through. */
  readonly harmless?: (head: Readonly<Record<string, any>>) => boolean;
  /** It depends on the host names of the attack world. */
  readonly needsNames: boolean;
  /** It ends a process or holds a worker for a long time, so it is run only now and then. */
  readonly costly: boolean;
}

interface Ask {
  readonly fn: BlockingHostFunction;
  readonly head: object;
  readonly body?: string;
  /** Repeats the same request endlessly. */
  readonly forever?: boolean;
}

const frameAt = 4_096;
const answerAt = 131_072;

const escaped = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => `\\${byte.toString(16).padStart(2, "0")}`).join("");

/** Makes one request to the host and answers with the head of the host's answer. */
export const askingModule = ({ fn, head, body = "", forever = false }: Ask): Uint8Array => {
  const frame = encodeFrame(head as never, Buffer.from(body));
  const ask = `(call $ask (i32.const ${frameAt}) (i32.const ${frame.length}))`;
  return guest({
    imports: `(import "caxton" "${fn}" (func $ask (param i32 i32) (result i32)))
      (import "caxton" "host_read" (func $read (param i32 i32) (result i32)))`,
    memory: "6 6",
    more: `(data (i32.const ${frameAt}) "${escaped(frame)}")`,
    handle: forever
      ? `(loop $on (drop ${ask}) (br $on)) unreachable`
      : `(drop (call $read (i32.const ${answerAt}) ${ask}))
        (global.set $out (i32.const ${answerAt + 4})) (global.set $size (i32.load (i32.const ${answerAt}))) (i32.const 1)`,
  });
};

const limits = { memory: "1MiB", cpu: "100ms", maxOutput: "64KiB", hostCalls: 50, logBytes: "8KiB" };

export const attackManifest = (name: string, grants: object = {}): HostAttack["manifest"] => ({
  name,
  description: "Means harm.",
  inputSchema: { type: "object" },
  idempotent: true,
  timeout: "5s",
  limits,
  grants,
});

interface Described extends Ask {
  readonly name: string;
  readonly verdicts: readonly string[];
  readonly harmless?: HostAttack["harmless"];
  readonly grants?: object;
  readonly needsNames?: boolean;
  readonly costly?: boolean;
}

const isCut = ({ truncated }: Readonly<Record<string, any>>): boolean => truncated === true;

const networkAttacks = ({ port, rawPort, innerPort }: AttackWorld): readonly Described[] => {
  const host = "127.0.0.1";
  const own = [{ host, ports: [port, rawPort], private: true }];
  const named = ["rebind.test", "here.test"].map((name) => ({ host: name, ports: [port], private: true }));
  const anywhere = [{ host: "*", ports: [port, innerPort, 80] }];
  const to = (url: string): string => `http://${host}:${port}/to?url=${encodeURIComponent(url)}`;
  const asking = (
    name: string,
    url: string,
    verdicts: readonly string[],
    more: Partial<Described> = {},
  ): Described => ({
    name,
    fn: "http_request",
    head: { url, timeoutMs: 2_000 },
    verdicts,
    grants: { network: own },
    ...more,
  });
  const refused = ["tool.grant_missing"];
  const slow = (name: string, path: string): Described =>
    asking(name, "", ["tool.timeout"], { head: { url: `http://${host}:${port}${path}`, timeoutMs: 40 } });
  return [
    asking("a loopback address under a grant for the internet", `http://${host}:${innerPort}/`, refused, {
      grants: { network: anywhere },
    }),
    asking("loopback by its IPv6 form", `http://[::ffff:7f00:1]:${innerPort}/`, refused, {
      grants: { network: anywhere },
    }),
    asking("loopback as one number", `http://2130706433:${innerPort}/`, refused, { grants: { network: anywhere } }),
    asking("a cloud's metadata service", "http://169.254.169.254/latest/meta-data/", refused, {
      grants: { network: anywhere },
    }),
    asking("a port beside the granted one", `http://${host}:${innerPort}/`, refused),
    asking("a name with one public and one private address", `http://mixed.test:${port}/`, refused, {
      grants: { network: anywhere },
      needsNames: true,
    }),
    asking("a private name that leads to metadata", "http://metadata.test/", refused, {
      grants: { network: [{ host: "metadata.test", ports: [80], private: true }] },
      needsNames: true,
    }),
    asking("a name that changes its mind (rebinding)", `http://rebind.test:${port}/`, ["ok", ...refused], {
      grants: { network: named },
      needsNames: true,
      harmless: ({ status }) => status === 200,
    }),
    asking("a redirect to a private address", to(`http://${host}:${innerPort}/`), refused),
    asking("a redirect to loopback's other form", to(`http://[::1]:${innerPort}/`), refused),
    asking("a redirect to metadata", to("http://169.254.169.254/"), refused),
    asking("a redirect to a file", to("file:///etc/passwd"), ["tool.failed"]),
    asking("redirects without end", `http://${host}:${port}/loop`, ["tool.failed"]),
    asking("a gzip bomb", `http://${host}:${port}/gzip`, ["ok"], { harmless: isCut }),
    asking("a Brotli bomb", `http://${host}:${port}/br`, ["ok"], { harmless: isCut }),
    asking("an answer without end", `http://${host}:${port}/endless`, ["ok"], { harmless: isCut }),
    slow("a server that says nothing", "/silent"),
    slow("a server that drips", "/drip"),
    asking("a server that switches protocols", `http://${host}:${rawPort}/switch`, ["tool.unavailable"]),
    asking("headers without end", `http://${host}:${rawPort}/headers`, ["tool.failed"]),
    asking("no HTTP", `http://${host}:${rawPort}/nothing`, ["tool.failed"]),
    asking("a storm of requests", `http://${host}:${port}/`, ["sandbox.host_call_limit_exceeded"], {
      forever: true,
      costly: true,
    }),
    asking("a secret that a server sends back", `http://${host}:${port}/echo`, ["ok"], {
      grants: { network: own, secrets: [{ name: "ATTACK_TOKEN", host, header: "x-key" }] },
      harmless: (head) => !JSON.stringify(head).includes("s3cret") && JSON.stringify(head).includes("[secret"),
    }),
  ];
};

const fileAttacks = (): readonly Described[] => {
  const grants = {
    storage: [
      { path: "box", access: "write", maxFileSize: "64KiB" },
      { path: "small", access: "write", maxTotalSize: "1KiB" },
    ],
  };
  const asking = (name: string, head: object, verdicts: readonly string[], body = ""): Described => ({
    name,
    fn: "file_access",
    head,
    verdicts,
    body,
    grants,
  });
  const read = (name: string, path: string, verdicts: readonly string[]): Described =>
    asking(name, { operation: "read", path }, verdicts);
  const refused = ["tool.grant_missing", "tool.failed"];
  return [
    read("a file of the system", "/etc/passwd", refused),
    read("a process's environment", "/proc/self/environ", refused),
    read("out of the folder by ..", "box/../beside/secret.txt", refused),
    read("far out of the folder by ..", "box/../../../../../../etc/passwd", refused),
    read("a link to a file", "box/link", refused),
    read("through a link to a folder", "box/etc/passwd", refused),
    read("through a link into /proc", "box/self/environ", refused),
    read("a pipe that nobody writes to", "box/pipe", refused),
    read("a name with a zero", "box/a\0b", [...refused, "tool.invalid_arguments"]),
    asking("writing through a link", { operation: "write", path: "box/link" }, refused, "x"),
    asking("writing through a folder's link", { operation: "write", path: "box/etc/caxton" }, refused, "x"),
    asking("a file larger than allowed", { operation: "write", path: "box/large" }, refused, "x".repeat(66_000)),
    asking("more than the folder may hold", { operation: "write", path: "small/a" }, refused, "x".repeat(2_000)),
    asking("appending beyond the quota", { operation: "append", path: "small/a" }, refused, "x".repeat(2_000)),
    asking("deleting the folder itself", { operation: "delete", path: "box", recursive: true }, refused),
    asking("deleting through a link", { operation: "delete", path: "box/beside/secret.txt" }, refused),
    asking("writing what is allowed", { operation: "write", path: "box/own" }, ["ok"], "x".repeat(4_000)),
    {
      ...asking("a storm of lists", { operation: "list", path: "box", recursive: true }, [
        "sandbox.host_call_limit_exceeded",
      ]),
      forever: true,
    },
  ];
};

const endlessSql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)";

const sqlAttacks = (connection: string): readonly Described[] => {
  const timeout = "150ms";
  const reading = { database: [{ connection, maxRows: 100, timeout }] };
  const asking = (name: string, sql: string, verdicts: readonly string[], costly = false): Described => ({
    name: `${connection}: ${name}`,
    fn: "sql_query",
    head: { connection, sql, parameters: [] },
    verdicts,
    grants: reading,
    costly,
  });
  const refused = ["tool.grant_missing", "tool.failed"];
  return [
    asking("a write", "INSERT INTO item VALUES ('stolen')", refused),
    asking("a write behind WITH", "WITH x AS (SELECT 'y') INSERT INTO item SELECT * FROM x", refused),
    asking("two statements", "SELECT 1; DELETE FROM item", refused),
    asking("a write behind a comment", "/* SELECT */ DELETE FROM item", refused),
    asking("the server's files", "COPY item TO '/tmp/stolen'", refused),
    asking("another database", "ATTACH '/etc/passwd' AS x", refused),
    asking("rows without end", `${endlessSql} SELECT i FROM n`, ["ok"]),
    asking("a query without end", `${endlessSql} SELECT max(i) FROM n`, ["tool.timeout"], true),
  ];
};

const otherAttacks = (): readonly Described[] => [
  {
    name: "an environment variable that was not granted",
    fn: "env_get",
    head: { name: "ATTACK_TOKEN" },
    verdicts: ["tool.grant_missing"],
  },
  {
    name: "a storm of requests for the environment",
    fn: "env_get",
    head: { name: "PATH" },
    forever: true,
    verdicts: ["sandbox.host_call_limit_exceeded"],
  },
  { name: "a request without a name", fn: "env_get", head: {}, verdicts: ["tool.invalid_arguments"] },
];

export const hostAttacks = (world: AttackWorld): readonly HostAttack[] =>
  [
    ...networkAttacks(world),
    ...fileAttacks(),
    ...sqlAttacks("sqlite"),
    ...(world.postgresqlUrl === null ? [] : sqlAttacks("postgresql")),
    ...otherAttacks(),
  ].map((described, index) => ({
    name: described.name,
    module: askingModule(described),
    manifest: attackManifest(`attack_${index}`, described.grants),
    verdicts: described.verdicts,
    ...(described.harmless === undefined ? {} : { harmless: described.harmless }),
    needsNames: described.needsNames ?? false,
    costly: described.costly ?? false,
  }));

/** The verdict in the head of an answer, or what is wrong with an answer that should not have been let through. */
export const verdictOn = (attack: HostAttack, head: Readonly<Record<string, any>>): string => {
  if (head["ok"] !== true) return String(head["error"]?.code);
  return attack.harmless === undefined || attack.harmless(head) ? "ok" : `let through: ${JSON.stringify(head)}`;
};
