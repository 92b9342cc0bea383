import Database from "better-sqlite3";
import { expect } from "chai";
import fc from "fast-check";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startBuiltTools, type BuiltTools } from "../../support/built-tools.ts";

describe("http_client, file_system, database and text_stats", function () {
  this.timeout(120_000);
  let tools: BuiltTools;
  let folder: string;
  let web: Server;
  let base: string;
  let seen: { method: string; type: string; body: string }[];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "caxton-guests-"));
    const database = new Database(join(folder, "shop.db"));
    database.exec(
      "CREATE TABLE item (name TEXT, price REAL); INSERT INTO item VALUES ('pen', 1.5), ('ink', 4), (NULL, 0.1)",
    );
    database.close();
    web = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        seen.push({ method: request.method ?? "", type: request.headers["content-type"] ?? "", body });
        const isPicture = request.url === "/picture";
        response.setHeader("content-type", isPicture ? "image/png" : "text/plain; charset=utf-8");
        response.end(isPicture ? Buffer.from([0x89, 0x50, 0, 255]) : `grüße “${body}”\n`);
      });
    });
    web.listen(0, "127.0.0.1");
    await once(web, "listening");
    const { port } = web.address() as AddressInfo;
    base = `http://here.test:${port}`;
    tools = await startBuiltTools({
      storage: join(folder, "files"),
      databases: [{ name: "shop", kind: "sqlite", file: join(folder, "shop.db") }],
      grants: {
        http_client: { network: [{ host: "here.test", ports: [port], methods: ["GET", "POST"], private: true }] },
        database: { database: [{ connection: "shop", access: "read" }] },
      },
    });
  });
  after(async () => {
    await tools.close();
    web.close();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    seen = [];
  });

  it("are all there, with the others", () => {
    expect(tools.names).to.deep.equal([
      ...["chart_generator", "csv_parser", "database", "file_system", "http_client", "json_query", "text_stats"],
    ]);
  });

  it("fetch: texts as text, anything else in Base64", async () => {
    const page = await tools.call("http_client", { url: `${base}/` });
    expect(page).to.deep.include({ status: 200, url: `${base}/`, body: "grüße “”\n", truncated: false });
    expect(page.headers["content-type"]).to.equal("text/plain; charset=utf-8");
    const picture = await tools.call("http_client", { url: `${base}/picture` });
    expect(Buffer.from(picture.bodyBase64, "base64")).to.deep.equal(Buffer.from([0x89, 0x50, 0, 255]));
  });

  it("send: texts as they are, other values as JSON", async () => {
    await tools.call("http_client", { url: `${base}/`, method: "POST", body: "plain" });
    await tools.call("http_client", { url: `${base}/`, method: "POST", body: { a: [1, "ü"] } });
    expect(seen).to.deep.equal([
      { method: "POST", type: "", body: "plain" },
      { method: "POST", type: "application/json", body: '{"a":[1,"ü"]}' },
    ]);
  });

  it("fetch only what is granted", async () => {
    expect(await tools.failure("http_client", { url: "http://elsewhere.test/" })).to.include("tool.grant_missing");
    expect(await tools.failure("http_client", { url: "no url" })).to.include("is not a URL");
  });

  it("keep files", async () => {
    const file = async (args: Record<string, any>): Promise<any> => tools.call("file_system", args);
    await file({ operation: "mkdir", path: "notes" });
    await file({ operation: "write", path: "notes/today.txt", content: "Grüße 🙂\n" });
    await file({ operation: "append", path: "notes/today.txt", content: "more" });
    expect((await file({ operation: "read", path: "notes/today.txt" })).content).to.equal("Grüße 🙂\nmore");
    expect((await file({ operation: "read", path: "notes/today.txt", offset: 13, length: 2 })).content).to.equal("mo");
    expect(await file({ operation: "stat", path: "notes/today.txt" })).to.deep.include({ kind: "file", size: 17 });
    const { entries } = await file({ operation: "list", path: ".", recursive: true });
    expect(entries.map(({ name }: any) => name)).to.deep.equal(["notes", "notes/today.txt"]);
    await writeFile(join(folder, "files/binary"), Buffer.from([0x61, 0xff, 0xd8, 0xed, 0xa0, 0x80, 0xc3]));
    expect(await tools.failure("file_system", { operation: "read", path: "binary" })).to.match(
      /“binary”.* is no text in UTF-8.*encoding: base64/,
    );
    expect((await file({ operation: "read", path: "binary", encoding: "base64" })).content).to.equal("Yf/Y7aCAww==");
    await file({ operation: "delete", path: "notes/today.txt" });
    expect(await tools.failure("file_system", { operation: "read", path: "notes/today.txt" })).to.include(
      "There is no",
    );
    expect(await tools.failure("file_system", { operation: "read", path: "../../etc/passwd" })).to.include(
      "grant_missing",
    );
    expect(await tools.failure("file_system", { operation: "write", path: "x" })).to.include("no content");
  });

  it("save what is no text, byte by byte, as it was fetched", async () => {
    const { bodyBase64 } = await tools.call("http_client", { url: `${base}/picture` });
    const path = "picture.png";
    await tools.call("file_system", { operation: "write", path, content: bodyBase64, encoding: "base64" });
    expect(await readFile(join(folder, "files", path))).to.deep.equal(Buffer.from([0x89, 0x50, 0, 255]));
    expect(
      await tools.failure("file_system", { operation: "write", path, content: "no*Base64", encoding: "base64" }),
    ).to.include("no Base64");
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 50 }), fc.boolean(), async (bytes, padded) => {
        const text = Buffer.from(bytes).toString("base64");
        const content = padded ? text : text.replace(/=+$/, "");
        await tools.call("file_system", { operation: "write", path, content, encoding: "base64" });
        const read = await tools.call("file_system", { operation: "read", path, encoding: "base64" });
        expect(read).to.deep.include({ content: text, encoding: "base64", size: bytes.length });
      }),
      { numRuns: 50 },
    );
  });

  it("ask databases, with parameters, and only to read", async () => {
    const sql = "SELECT name, price FROM item WHERE price < ? ORDER BY price";
    expect(await tools.call("database", { connection: "shop", sql, parameters: [4] })).to.deep.include({
      rows: [
        [null, 0.1],
        ["pen", 1.5],
      ],
      rowCount: 2,
      truncated: false,
    });
    const some = await tools.call("database", { connection: "shop", sql: "SELECT * FROM item", maxRows: 1 });
    expect(some).to.deep.include({ rowCount: 1, truncated: true });
    expect(await tools.failure("database", { connection: "shop", sql: "DELETE FROM item" })).to.include(
      "grant_missing",
    );
    expect(await tools.failure("database", { connection: "other", sql: "SELECT 1" })).to.include("grant_missing");
  });

  it("change no number and no text on its way", async () => {
    const value = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
      fc.string({ unit: "grapheme" }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 30 }), async (parameters) => {
        const sql = `SELECT ${parameters.map(() => "?").join(", ")}`;
        const { rows } = await tools.call("database", { connection: "shop", sql, parameters });
        // A text in SQLite ends where a zero stands.
        expect(rows[0].filter((each: unknown) => typeof each === "number")).to.deep.equal(
          parameters.filter((each) => typeof each === "number"),
        );
      }),
      { numRuns: 100 },
    );
  });

  it("count what is in a text", async () => {
    const stats = async (text: string): Promise<any> => tools.call("text_stats", { text });
    const english = "The cat sat on the mat. It was happy!\n\nThe end of the story came soon, didn't it?";
    expect(await stats(english)).to.deep.include({ words: 18, sentences: 3, lines: 3, paragraphs: 2 });
    const { frequentWords, fleschReadingEase, characters } = await stats(english);
    expect(frequentWords[0]).to.deep.equal({ word: "the", count: 4 });
    expect(fleschReadingEase).to.be.within(80, 121);
    expect(characters).to.equal(english.length);
    expect(await stats("")).to.deep.include({ characters: 0, words: 0, sentences: 0, lines: 0, paragraphs: 0 });
    expect(await stats("Grüße aus Köln. Привет, мир!")).to.deep.include({ words: 5, sentences: 2 });
    expect(await stats("Pi is 3.14, 'roughly'. See caxton.example.")).to.deep.include({ words: 8, sentences: 2 });
    expect((await stats("'a' 'a' a")).frequentWords).to.deep.equal([{ word: "a", count: 3 }]);
    expect(await stats("你好。再见！")).to.deep.include({ words: 4, sentences: 2 });
    expect(await stats("🙂🙂")).to.deep.include({ characters: 2 });
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", maxLength: 60 }), async (text) => {
        expect((await stats(text)).characters).to.equal([...text].length);
      }),
      { numRuns: 100 },
    );
  });
});
