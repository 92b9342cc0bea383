/** A disk that is full, in earnest: the database is alone on a file system of a few megabytes that a test fills. */
import { expect } from "chai";
import { rmSync, writeFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canMount, fillDisk, mountSmallDisk, unmountDisk } from "../support/small-disk.ts";
import { startOpenAiServer, type OpenAiServer } from "../support/openai-server.ts";
import { eventually, startServerProcess, type Answer, type ServerProcess } from "../support/server-process.ts";

const sizeMb = 6;

const analyst = `---
name: Analyst
description: Analyses
capabilities: [analysis]
---
You are Analyst.
`;

const suite = (): void => {
  let vendor: OpenAiServer;
  let folder: string;
  let disk: string;
  let server: ServerProcess;

  before(async function () {
    this.timeout(600_000);
    vendor = await startOpenAiServer();
    folder = await mkdtemp(join(tmpdir(), "caxton-full-disk-"));
    disk = join(folder, "disk");
    mountSmallDisk(disk, sizeMb);
    await mkdir(join(folder, "agents"));
    await writeFile(join(folder, "agents", "analyst.md"), analyst);
    server = await startServerProcess({
      CAXTON_DATA_DIR: join(folder, "data"),
      CAXTON_AGENTS_DIR: join(folder, "agents"),
      CAXTON_LOG_LEVEL: "fatal",
      DATABASE_URL: `file:${join(disk, "caxton.db")}`,
      OPENAI_BASE_URL: vendor.url,
    });
  });
  after(async () => {
    await server.stop();
    await vendor.close();
    unmountDisk(disk);
    await rm(folder, { recursive: true, force: true });
  });

  const filler = (): string => join(disk, "filler");

  const send = async (content: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
    server.call("POST", "/messages", { performative: "request", targetCapability: "analysis", content }, headers);

  const replyTo = async ({ messageId, conversationId }: any): Promise<readonly any[]> => {
    await eventually(async () => {
      const { body } = await server.call("GET", `/messages/${messageId}`);
      return body.status === "settled" ? true : null;
    });
    const { body } = await server.call("GET", `/conversations/${conversationId}/messages`);
    return body.items.filter((each: any) => each.answers === messageId);
  };

  it("refuses what it cannot store and says why, reads on, keeps the answer that was paid for, and loses nothing", async () => {
    let answer = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    vendor.script(async () => {
      await held;
      return { kind: "text", text: "Very well." };
    });
    const before = await send("Work!");
    expect(before.status).to.equal(202);
    await eventually(async () => (vendor.calls.length > 0 ? true : null));

    await fillDisk(filler());
    // What is in the log of the database may still have room for a little.
    const large = "x".repeat(200_000);
    const refused = await eventually(async () => {
      const each = await send(large, { "idempotency-key": "full" });
      return each.status === 202 ? null : each;
    });
    expect([refused.status, refused.body.code]).to.deep.equal([503, "database.unavailable"]);
    expect(refused.body.hint).to.match(/disk is full/i);
    expect((await server.call("GET", `/messages/${before.body.messageId}`)).status).to.equal(200);
    expect((await fetch(`${server.url}/health`)).status).to.equal(200);
    // The answer comes while it cannot be written.
    answer();
    await eventually(async () => (vendor.calls[0]?.finishedAt == null ? null : true));
    const repeated = await send(large, { "idempotency-key": "full" });
    expect(repeated.status).to.equal(503);

    rmSync(filler());
    const replies = await replyTo(before.body);
    expect(replies.map((each) => each.content)).to.deep.equal(["Very well."]);
    const asked = vendor.calls.filter(({ request }) => request.messages.at(-1)?.content.includes("Work!"));
    expect(asked, "the model was asked once").to.have.length(1);
    const taken = await send(large, { "idempotency-key": "full" });
    expect(taken.status).to.equal(202);
    expect(await replyTo(taken.body)).to.have.length(1);
    const { body } = await server.call("GET", "/conversations?state=in-progress");
    expect(body.items).to.deep.equal([]);
  });

  it("starts and serves on a disk that is full, and stores again when there is room", async () => {
    vendor.script(() => ({ kind: "text", text: "Very well." }));
    await fillDisk(filler());
    await server.kill();
    const env = {
      CAXTON_DATA_DIR: join(folder, "data"),
      CAXTON_AGENTS_DIR: join(folder, "agents"),
      CAXTON_LOG_LEVEL: "fatal",
      DATABASE_URL: `file:${join(disk, "caxton.db")}`,
      OPENAI_BASE_URL: vendor.url,
    };
    const started = await startServerProcess(env).catch((thrown: Error) => thrown.message);
    if (typeof started === "string") {
      // Without room for the first write there is no start; then it says so, and starts when there is.
      expect(started).to.match(/disk is full/i);
      rmSync(filler());
      server = await startServerProcess(env);
    } else {
      server = started;
      rmSync(filler());
    }
    const answer = await send("Work!", { prefer: "wait=30" });
    expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
  });
};

if (canMount()) {
  describe("a full disk", function () {
    this.timeout(300_000);
    suite();
  });
} else {
  writeFileSync(2, "      a full disk is not tried: no file system can be mounted here\n");
}
