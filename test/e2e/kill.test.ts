/**
 * Durability, by killing. The model vendor and the notes that the tool takes live in this process, so they count what
 * really happened while the server dies and comes back.
 */
import BetterSqlite3 from "better-sqlite3";
import { expect } from "chai";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startOpenAiServer, type OpenAiServer, type VendorCall, type VendorRequest } from "../support/openai-server.ts";
import { eventually, startServerProcess, type ServerProcess } from "../support/server-process.ts";

const rounds = 20;

const agentFile = `---
name: Clerk
description: Notes things down
capabilities: [notes]
tools: [note_down]
---
You note down what you are told.
`;

/**
 * What the end of a life of the server left. An answer that was on its way as the server was killed may be asked for again;
 * nobody can close that gap but the vendor. How long an answer is on its way, no clock can tell on a busy machine: what must
 * never be asked for again is what the journal has, and what the server has acted upon.
 */
interface Kill {
  readonly journaled: ReadonlySet<string>;
  /** The subjects whose tool call was made, which the answer to the first model call had asked for. */
  readonly noted: ReadonlySet<string>;
}

interface Notes {
  readonly url: string;
  readonly taken: { readonly callKey: string; readonly text: string }[];
  readonly server: Server;
}

const takeNotes = async (): Promise<Notes> => {
  const taken: Notes["taken"] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (piece) => (body += piece));
    request.on("end", () => {
      taken.push(JSON.parse(body));
      response.end("noted");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, taken, server };
};

describe("kill -9", function () {
  this.timeout(600_000);
  let vendor: OpenAiServer;
  let notes: Notes;
  let folder: string;
  let server: ServerProcess;
  let lives = 0;

  /** Each life of the server has a key of its own at the vendor, which tells whose a call was: a clock cannot. */
  const start = async (): Promise<ServerProcess> =>
    startServerProcess({
      CAXTON_DATA_DIR: join(folder, "data"),
      CAXTON_AGENTS_DIR: join(folder, "agents"),
      OPENAI_BASE_URL: vendor.url,
      OPENAI_API_KEY: `life-${lives++}`,
      NOTE_URL: notes.url,
    });

  before(async () => {
    vendor = await startOpenAiServer();
    notes = await takeNotes();
    folder = await mkdtemp(join(tmpdir(), "caxton-kill-"));
    await mkdir(join(folder, "agents"));
    await writeFile(join(folder, "agents", "clerk.md"), agentFile);
    server = await start();
  });

  after(async () => {
    await server.stop();
    await vendor.close();
    notes.server.close();
    await rm(folder, { recursive: true, force: true });
  });

  beforeEach(() => {
    vendor.calls.splice(0);
    notes.taken.splice(0);
    vendor.script(({ messages }) =>
      messages.at(-1)?.role === "tool"
        ? { kind: "text", text: `Done: ${subjectOf(messages)}`, delayMs: randomInt(1, 80) }
        : {
            kind: "calls",
            calls: [{ id: "c1", name: "note_down", arguments: { text: subjectOf(messages) } }],
            delayMs: randomInt(1, 80),
          },
    );
  });

  /** Accepted is what was answered 202; a request that the kill cut off promises nothing. */
  const send = async (subject: string): Promise<string | null> =>
    server
      .call("POST", "/messages", { performative: "request", targetCapability: "notes", content: `subject=${subject};` })
      .then(
        ({ status, body }) => (status === 202 ? (body.messageId as string) : null),
        () => null,
      );

  const repliesTo = async (messageId: string): Promise<any[]> => {
    const { body } = await eventually(async () => {
      const answer = await server.call("GET", `/messages/${messageId}`);
      return answer.status === 200 && answer.body.status === "settled" ? answer : null;
    });
    const all = await server.call("GET", `/conversations/${body.conversationId}/messages?limit=200`);
    return all.body.items.filter((each: any) => each.answers === messageId);
  };

  /** The model calls in the journal, as {@link callName} names them. */
  const journaled = (): string[] => {
    const database = new BetterSqlite3(join(folder, "data", "caxton.db"));
    const rows = database
      .prepare<[], { content: string; step: number }>(
        `SELECT "content", "step" FROM "ModelCall" JOIN "Turn" ON "Turn"."id" = "turnId" JOIN "Message" ON "Message"."id" = "messageId"`,
      )
      .all();
    database.close();
    return rows.map(({ content, step }) => callName(subjectOf([{ content }]), step));
  };

  const lifeOf = ({ headers }: VendorCall): string => (headers.authorization ?? "").replace("Bearer ", "");

  /** Resolves when the journal has every answer that the vendor has given in this life of the server by now. */
  const untilJournaled = async (): Promise<void> => {
    const answered = vendor.calls
      .filter((each) => each.finishedAt !== null && lifeOf(each) === `life-${lives - 1}`)
      .map(({ request }) => callOf(request));
    await eventually(async () => {
      const kept = new Set(journaled());
      return answered.every((name) => kept.has(name)) ? true : null;
    });
  };

  /** The calls that were asked for again though the server had the answer. */
  const repeated = (killed: ReadonlyMap<string, Kill>): string[] => {
    const answeredIn = new Map<string, string>();
    const offences: string[] = [];
    for (const call of vendor.calls) {
      const name = callOf(call.request);
      const life = lifeOf(call);
      const earlier = answeredIn.get(name);
      if (earlier !== undefined) {
        const kill = killed.get(earlier);
        if (earlier === life) offences.push(`${name}: twice by ${life}`);
        else if (kill === undefined) offences.push(`${name}: again by ${life}, though ${earlier} was not killed`);
        else if (kill.journaled.has(name)) offences.push(`${name}: again by ${life}, though in the journal`);
        else if ([...kill.noted].some((subject) => name === callName(subject, 0)))
          offences.push(`${name}: again by ${life}, though its tool call was made`);
      }
      if (call.finishedAt !== null) answeredIn.set(name, life);
    }
    return offences;
  };

  it(`of the server between a model call and its tool call, ${rounds} times: one reply each, nothing paid for twice`, async () => {
    const accepted: string[] = [];
    const killed = new Map<string, Kill>();
    for (let round = 0; round < rounds; round++) {
      const sent = await Promise.all(Array.from({ length: 4 }, async (_, index) => send(`${round}-${index}`)));
      accepted.push(...sent.filter((each) => each !== null));
      // Each of the four is somewhere in its two model calls and its tool call, or done: the moment is drawn at random.
      await sleep(randomInt(0, 250));
      // In every fourth round, all that was answered has arrived: nothing of it may be paid for twice.
      if (round % 4 === 3) await untilJournaled();
      // A step that loses its worker twenty times is given up. On a slow machine a message might get no further between
      // two kills, so none is killed in more than eight rounds.
      if (round % 4 === 3) await Promise.all(accepted.slice(0, -16).map(repliesTo));
      await server.kill();
      const noted = new Set(notes.taken.map(({ text }) => text));
      killed.set(`life-${lives - 1}`, { journaled: new Set(journaled()), noted });
      server = await start();
    }
    expect(accepted).to.have.length(rounds * 4);
    const replies = await Promise.all(accepted.map(repliesTo));
    expect(replies.map((each) => each.length)).to.deep.equal(accepted.map(() => 1));
    const outcomes = replies.map(([{ performative, content }]) => content?.error?.code ?? performative);
    expect(outcomes).to.deep.equal(accepted.map(() => "inform"));
    expect([...(killed.get(`life-${lives - 2}`)?.journaled ?? [])]).to.include.members(["0-0#0", "0-0#1"]);
    expect(repeated(killed)).to.deep.equal([]);
    const asked = new Set(vendor.calls.map(({ request }) => callOf(request)));
    console.log(
      `      ${accepted.length} messages accepted over ${rounds} kills; ${vendor.calls.length} model calls for ` +
        `${asked.size} different ones (the rest were cut off, or on their way, as the server was killed)`,
    );
  });

  it("of the Temporal server while messages flow: the same", async () => {
    const accepted: string[] = [];
    let flowing = true;
    const flow = Array.from({ length: 4 }, async (_, sender) => {
      for (let index = 0; flowing; index++) {
        const id = await send(`t${sender}-${index}`);
        if (id !== null) accepted.push(id);
        await sleep(20);
      }
    });
    for (let kill = 0; kill < 3; kill++) {
      await sleep(randomInt(300, 900));
      await eventually(async () => (accepted.length >= 4 * (kill + 1) ? true : null));
      const pid = await eventually(temporalPid);
      process.kill(pid, "SIGKILL");
      await eventually(async () => ((await temporalPid()) === pid ? null : true));
      await eventually(async () => ((await isReady()) ? true : null));
    }
    flowing = false;
    await Promise.all(flow);
    const replies = await Promise.all(accepted.map(repliesTo));
    expect(replies.map((each) => each.length)).to.deep.equal(accepted.map(() => 1));
    expect(replies.map(([reply]) => reply.performative)).to.deep.equal(accepted.map(() => "inform"));
    expect(repeated(new Map())).to.deep.equal([]);
  });

  const isReady = async (): Promise<boolean> => (await fetch(`${server.url}/ready`)).ok;

  /** The embedded server as the data folder's record names it now. */
  const temporalPid = async (): Promise<number | null> => {
    const { readFile } = await import("node:fs/promises");
    const text = await readFile(join(folder, "data", "temporal.pid.json"), "utf8").catch(() => "");
    return Number(/"pid":(\d+)/.exec(text)?.[1] ?? 0) || null;
  };
});

const callName = (subject: string, step: number): string => `${subject}#${step}`;

/** Its opening is two messages, and each step before it left two more. */
const callOf = ({ messages }: VendorRequest): string => callName(subjectOf(messages), messages.length / 2 - 1);

const subjectOf = (messages: readonly { readonly content: string }[]): string =>
  /subject=([^;]+);/.exec(messages.map((each) => each.content).join("\n"))?.[1] ?? "none";
