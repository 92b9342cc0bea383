import { expect } from "chai";
import Database from "better-sqlite3";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { BlockingHostFunction } from "../../../../src/sandbox/types.ts";
import { openToolDatabases, type ToolDatabases } from "../../../../src/tools/host/database.ts";
import { readEnvironment } from "../../../../src/tools/host/environment.ts";
import { decodeFrame, encodeFrame } from "../../../../src/tools/host/frames.ts";
import { createHostHandler } from "../../../../src/tools/host/host-functions.ts";
import { httpRequest } from "../../../../src/tools/host/network.ts";
import { fileAccess } from "../../../../src/tools/host/storage.ts";
import { parseToolManifest } from "../../../../src/tools/manifest.ts";
import type { GrantUse } from "../../../../src/tools/sandboxed-tool.ts";
import { valueOf } from "../../../unit/domain/support.ts";

interface Reply {
  readonly head: any;
  readonly body: string;
}

describe("the host functions of tools", function () {
  this.timeout(30_000);
  let folder: string;
  let web: Server;
  let port: number;
  let databases: ToolDatabases;
  let uses: GrantUse[];
  /** What names resolve to. */
  let names: Record<string, readonly string[][]>;
  let answer: (path: string, response: ServerResponse, headers: Record<string, unknown>) => void;

  const call = async (
    name: BlockingHostFunction,
    grants: object,
    head: Record<string, any>,
    { body = "", limits = {} }: { readonly body?: string; readonly limits?: object } = {},
  ): Promise<Reply> => {
    const manifest = valueOf(
      parseToolManifest({
        name: "probe",
        description: "probes",
        inputSchema: { type: "object" },
        timeout: "2s",
        grants,
        limits,
      }),
    );
    const handler = createHostHandler({
      env_get: readEnvironment({ COLOUR: "blue", OTHER: "hidden" }),
      http_request: httpRequest({
        resolve: async (hostname) => {
          const left = names[hostname] ?? [];
          const next = left.length > 1 ? (left as string[][]).shift() : left[0];
          if (next === undefined) throw new RangeError("no such host");
          return next;
        },
        environment: { TOKEN: "s3cret" },
      }),
      file_access: fileAccess(join(folder, "store")),
      sql_query: databases.query,
    })(manifest, (use) => uses.push(use));
    const frame = decodeFrame(await handler(name, encodeFrame(head, Buffer.from(body)), new AbortController().signal));
    expect(frame).to.not.equal(null);
    return { head: frame?.head, body: Buffer.from(frame?.body ?? []).toString() };
  };

  const codeOf = async (reply: Promise<Reply>): Promise<string> => (await reply).head.error?.code ?? "ok";

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "caxton-host-"));
    web = createServer((request, response) => answer(request.url ?? "", response, request.headers));
    web.listen(0, "127.0.0.1");
    await once(web, "listening");
    ({ port } = web.address() as AddressInfo);
    const database = new Database(join(folder, "shop.db"));
    database.exec("CREATE TABLE item (name TEXT, price REAL); INSERT INTO item VALUES ('pen', 1.5), ('ink', 4)");
    database.close();
    databases = openToolDatabases([{ name: "shop", kind: "sqlite", file: join(folder, "shop.db") }]);
  });

  after(async () => {
    await databases.close();
    web.closeAllConnections();
    web.close();
    await rm(folder, { recursive: true, force: true });
  });

  beforeEach(() => {
    uses = [];
    names = { "here.test": [["127.0.0.1"]] };
    answer = (path, response) => response.end(`you asked for ${path}`);
  });

  describe("http_request", () => {
    const grant = (more: object = {}) => ({
      network: [{ host: "here.test", ports: [port], methods: ["GET", "POST"], private: true, ...more }],
    });
    const url = (path = "/a"): string => `http://here.test:${port}${path}`;

    it("asks a granted host, and says what it used", async () => {
      const { head, body } = await call("http_request", grant(), { url: url(), method: "GET", headers: {} });
      expect(head).to.deep.include({ ok: true, status: 200, truncated: false });
      expect(body).to.equal("you asked for /a");
      expect(uses).to.deep.equal([{ grant: "network", target: `GET http://here.test:${port}`, allowed: true }]);
    });

    it("refuses what is not granted: host, port, method, scheme, credentials, headers of the connection", async () => {
      const get = async (more: Record<string, unknown>, grants: object = grant()) =>
        codeOf(call("http_request", grants, { url: url(), method: "GET", ...more }));
      expect(await get({}, {})).to.equal("tool.grant_missing");
      expect(uses.at(-1)).to.deep.include({ allowed: false });
      expect(await get({ url: "http://elsewhere.test/" })).to.equal("tool.grant_missing");
      expect(await get({ url: `http://here.test:${port + 1}/` })).to.equal("tool.grant_missing");
      expect(await get({ method: "DELETE" })).to.equal("tool.grant_missing");
      expect(await get({ url: "file:///etc/passwd" })).to.equal("tool.invalid_arguments");
      expect(await get({ url: `http://me:you@here.test:${port}/` })).to.equal("tool.invalid_arguments");
      expect(await get({ headers: { host: "other" } })).to.equal("tool.invalid_arguments");
      expect(await get({ headers: { a: "b\r\nc: d" } })).to.equal("tool.invalid_arguments");
    });

    it("refuses addresses that are not public, however they are written or resolved", async () => {
      const everyone = { network: [{ host: "*", ports: [80, port], methods: ["GET"] }] };
      const get = async (target: string) => codeOf(call("http_request", everyone, { url: target, method: "GET" }));
      for (const host of [
        "127.0.0.1",
        "0x7f.1",
        "2130706433",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "169.254.169.254",
        "10.1.2.3",
        "100.64.0.1",
        "0.0.0.0",
        "[fd00::1]",
        "[fe80::1]",
        "[2002:7f00:1::]",
      ]) {
        expect(await get(`http://${host}/`), host).to.equal("tool.grant_missing");
      }
      names = { "mixed.test": [["93.184.216.34", "127.0.0.1"]] };
      expect(await get("http://mixed.test/")).to.equal("tool.grant_missing");
    });

    it("connects to the address that it checked, whatever the name says a moment later", async () => {
      let asked = 0;
      answer = (_path, response) => response.end(String((asked += 1)));
      names = { "here.test": [["127.0.0.1"], ["10.255.255.1"]] };
      expect((await call("http_request", grant(), { url: url(), method: "GET" })).body).to.equal("1");
    });

    it("checks every redirect, keeps secrets with their host, and stops going round", async () => {
      answer = (path, response, headers) => {
        if (path === "/out") response.writeHead(302, { location: `http://127.0.0.1:${port}/in` }).end();
        else if (path === "/round") response.writeHead(302, { location: "/round" }).end();
        else if (path === "/post") response.writeHead(303, { location: "/seen" }).end();
        else if (path === "/away") response.writeHead(307, { location: `http://other.test:${port}/seen` }).end();
        else response.end(JSON.stringify({ authorization: headers["authorization"], own: headers["x-own"] }));
      };
      const secret = { secrets: [{ name: "TOKEN", host: "here.test", prefix: "Bearer " }] };
      expect(await codeOf(call("http_request", grant(), { url: url("/out"), method: "GET" }))).to.equal(
        "tool.grant_missing",
      );
      expect(await codeOf(call("http_request", grant(), { url: url("/round"), method: "GET" }))).to.equal(
        "tool.failed",
      );
      const seen = await call(
        "http_request",
        { ...grant(), ...secret },
        { url: url("/post"), method: "POST" },
        { body: "x" },
      );
      expect(JSON.parse(seen.body)).to.deep.equal({ authorization: "Bearer s3cret" });
      names["other.test"] = [["127.0.0.1"]];
      const both = { network: [...grant().network, { ...grant().network[0], host: "other.test" }], ...secret };
      const headers = { "x-own": "mine", authorization: "Basic abc" };
      const away = await call("http_request", both, { url: url("/away"), method: "GET", headers });
      expect(JSON.parse(away.body)).to.deep.equal({ own: "mine" });
    });

    it("reads no more than the limit, compressed or not, and waits no longer than it may", async () => {
      const bomb = gzipSync(Buffer.alloc(50_000_000));
      answer = (path, response) => {
        if (path === "/bomb") response.writeHead(200, { "content-encoding": "gzip" }).end(bomb);
        else if (path === "/slow") response.write("a");
        else response.end("x".repeat(200_000));
      };
      const limits = { max_output: "100KB" };
      for (const path of ["/bomb", "/long"]) {
        const { head, body } = await call("http_request", grant(), { url: url(path), method: "GET" }, { limits });
        expect([head.truncated, body.length], path).to.deep.equal([true, 100_000]);
      }
      expect(
        await codeOf(call("http_request", grant(), { url: url("/slow"), method: "GET", timeoutMs: 150 })),
      ).to.equal("tool.timeout");
    });
  });

  describe("file_access", () => {
    const own = { storage: [{ path: ".", access: "write" }] };
    const file = async (head: Record<string, unknown>, body = "", grants: object = own): Promise<Reply> =>
      call("file_access", grants, head, { body });

    it("writes, reads, appends, lists and deletes below its folder", async () => {
      await file({ operation: "mkdir", path: "notes" });
      await file({ operation: "write", path: "notes/a.txt" }, "one");
      await file({ operation: "append", path: "notes/a.txt" }, " two");
      const read = await file({ operation: "read", path: "notes/a.txt" });
      expect([read.head.size, read.body]).to.deep.equal([7, "one two"]);
      expect((await file({ operation: "read", path: "notes/a.txt", offset: 4, length: 2 })).body).to.equal("tw");
      const { head } = await file({ operation: "list", path: ".", recursive: true });
      expect(head.entries.map(({ name }: { name: string }) => name)).to.deep.equal(["notes", "notes/a.txt"]);
      expect(await codeOf(file({ operation: "delete", path: "notes" }))).to.equal("tool.failed");
      await file({ operation: "delete", path: "notes/a.txt" });
      expect(await codeOf(file({ operation: "stat", path: "notes/a.txt" }))).to.equal("tool.failed");
    });

    it("never leaves its folder: by .., by an absolute path, by a link to a file or to a folder", async () => {
      await mkdir(join(folder, "outside"), { recursive: true });
      await mkdir(join(folder, "store"), { recursive: true });
      await writeFile(join(folder, "outside", "secret.txt"), "secret");
      await symlink(join(folder, "outside"), join(folder, "store", "way-out"));
      await symlink(join(folder, "outside", "secret.txt"), join(folder, "store", "secret.txt"));
      for (const path of [
        "../outside/secret.txt",
        "/etc/passwd",
        "way-out/secret.txt",
        "secret.txt",
        "a/../../outside/secret.txt",
      ]) {
        expect(await codeOf(file({ operation: "read", path })), path).to.equal("tool.grant_missing");
        expect(await codeOf(file({ operation: "write", path }, "x")), path).to.equal("tool.grant_missing");
      }
      expect(await readFile(join(folder, "outside", "secret.txt"), "utf8")).to.equal("secret");
      expect(await codeOf(file({ operation: "delete", path: "way-out/secret.txt" }))).to.equal("tool.grant_missing");
    });

    it("reads only where it may only read, opens no pipe, and tells what it refused", async () => {
      const reading = { storage: [{ path: ".", access: "read" }] };
      expect(await codeOf(file({ operation: "write", path: "x" }, "x", reading))).to.equal("tool.grant_missing");
      expect(uses.at(-1)).to.deep.equal({ grant: "storage", target: "write x", allowed: false });
      execFileSync("mkfifo", [join(folder, "store", "pipe")]);
      expect(await codeOf(file({ operation: "read", path: "pipe" }))).to.equal("tool.failed");
      expect(await codeOf(file({ operation: "explode", path: "x" }))).to.equal("tool.invalid_arguments");
    });
  });

  describe("sql_query", () => {
    const reading = { database: [{ connection: "shop", timeout: "300ms", max_rows: 100 }] };
    const writing = { database: [{ connection: "shop", access: "write" }] };
    const query = async (sql: string, more: object = {}, grants: object = reading): Promise<Reply> =>
      call("sql_query", grants, { connection: "shop", sql, parameters: [], maxRows: null, ...more });

    it("asks with parameters, and gives no more rows than are wanted", async () => {
      const { head } = await query("SELECT name, price FROM item WHERE price > ? ORDER BY name", { parameters: [1] });
      expect(head).to.deep.include({ ok: true, rowCount: 2, truncated: false });
      expect(head.columns).to.deep.equal([{ name: "name" }, { name: "price" }]);
      expect(head.rows).to.deep.equal([
        ["ink", 4],
        ["pen", 1.5],
      ]);
      expect((await query("SELECT * FROM item", { maxRows: 1 })).head).to.deep.include({
        rowCount: 1,
        truncated: true,
      });
    });

    it("refuses what writes, attaches or sets, in whatever clothes", async () => {
      for (const sql of [
        "INSERT INTO item VALUES ('x', 1)",
        "WITH a AS (SELECT 1) INSERT INTO item SELECT 'x', 1 FROM a",
        "/* SELECT */ DELETE FROM item",
        "ATTACH DATABASE '/tmp/other.db' AS other",
        "PRAGMA writable_schema = 1",
        "VACUUM INTO '/tmp/copy.db'",
      ]) {
        expect(await codeOf(query(sql)), sql).to.equal("tool.grant_missing");
      }
      expect(await codeOf(query("SELECT 1; DELETE FROM item"))).to.equal("tool.failed");
      expect(await codeOf(query("SELECT 1", {}, {}))).to.equal("tool.grant_missing");
      expect((await query("SELECT count(*) FROM item")).head.rows).to.deep.equal([[2]]);
    });

    it("ends what runs for ever, and answers the next", async () => {
      const forever = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n";
      expect(await codeOf(query(forever))).to.equal("tool.timeout");
      expect((await query("SELECT 1")).head.rows).to.deep.equal([[1]]);
    });

    it("writes where that is granted", async () => {
      const written = await query("INSERT INTO item VALUES (?, ?)", { parameters: ["nib", 2] }, writing);
      expect(written.head).to.deep.include({ ok: true, changes: 1 });
    });
  });

  it("gives the environment variables that are named, and says when a request is no frame", async () => {
    expect((await call("env_get", { env: ["COLOUR"] }, { name: "COLOUR" })).head).to.deep.equal({
      ok: true,
      value: "blue",
    });
    expect(await codeOf(call("env_get", { env: ["COLOUR"] }, { name: "OTHER" }))).to.equal("tool.grant_missing");
    expect(decodeFrame(new Uint8Array([9, 0, 0, 0, 1]))).to.equal(null);
  });
});
