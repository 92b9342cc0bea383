/** Agents with a memory: what their prompts contain, what is stored of an exchange, and the memory tools. */
import { expect } from "chai";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { neo4jMemory, postgresMemory, qdrantMemory } from "../support/memory-servers.ts";
import { startOpenAiServer, type OpenAiServer, type VendorRequest } from "../support/openai-server.ts";
import { eventually, startServerProcess, type ServerProcess } from "../support/server-process.ts";

const agentFile = (name: string, more: string, body = "Answer."): string =>
  `---\nname: ${name}\ncapabilities: [${name.toLowerCase()}]\n${more}---\n${body}\n`;

const isLesson = (request: VendorRequest): boolean =>
  request.messages.some(({ content }) => content.includes("long-term memory"));
const systemOf = (request: VendorRequest | undefined): string =>
  request?.messages.find(({ role }) => role === "system")?.content ?? "";

/** The environment variables of each memory backend; null if its server is missing. */
const backends: Readonly<Record<string, () => Promise<Record<string, string> | null>>> = {
  embedded: async () => ({}),
  postgres: async () => {
    const memory = await postgresMemory();
    return memory === null ? null : { CAXTON_MEMORY_BACKEND: "postgres", CAXTON_MEMORY_POSTGRES_URL: memory.url };
  },
  qdrant: async () => {
    const memory = await qdrantMemory();
    if (memory === null) return null;
    return { CAXTON_MEMORY_BACKEND: "qdrant", QDRANT_URL: memory.url, QDRANT_API_KEY: memory.apiKey ?? "" };
  },
  neo4j: async () => {
    const memory = await neo4jMemory();
    if (memory === null) return null;
    const { uri, user, password } = memory;
    return { CAXTON_MEMORY_BACKEND: "neo4j", NEO4J_URI: uri, NEO4J_USER: user, NEO4J_PASSWORD: password ?? "" };
  },
};

const agentsThatRemember = (environment: () => Promise<Record<string, string> | null>) =>
  function (this: Mocha.Suite) {
    this.timeout(300_000);
    let folder: string;
    let vendor: OpenAiServer;
    let server: ServerProcess;
    let memory: Record<string, string> = {};

    const start = async (): Promise<ServerProcess> =>
      startServerProcess({
        CAXTON_DATA_DIR: join(folder, "data"),
        CAXTON_AGENTS_DIR: join(folder, "agents"),
        OPENAI_BASE_URL: vendor.url,
        ...memory,
      });

    before(async function () {
      const found = await environment();
      if (found === null) this.skip();
      memory = found;
      vendor = await startOpenAiServer();
      folder = await mkdtemp(join(tmpdir(), "caxton-memory-"));
      await mkdir(join(folder, "agents"));
      const files = {
        "keeper.md": agentFile("Keeper", "memory: true\n"),
        "reader.md": agentFile(
          "Reader",
          "memory: { enabled: true, auto_store: false, min_similarity: 0.2 }\n",
          "Known: <{{memory}}>",
        ),
        "loner.md": agentFile(
          "Loner",
          "memory: { enabled: true, scope: agent-only, auto_store: false }\ntools: [memory_store, memory_search, memory_relate, memory_forget]\n",
        ),
        "plain.md": agentFile("Plain", "tools: [memory_search]\n"),
      };
      for (const [name, text] of Object.entries(files)) await writeFile(join(folder, "agents", name), text);
      server = await start();
    });
    after(async () => {
      if (server === undefined) return;
      await server.stop();
      await vendor.close();
      await rm(folder, { recursive: true, force: true });
    });
    beforeEach(() => {
      vendor.calls.splice(0);
    });

    const ask = async (capability: string, content: string): Promise<any> => {
      const message = { performative: "request", sender: "user:ada", targetCapability: capability, content };
      return (await server.call("POST", "/messages", message, { prefer: "wait=30" })).body;
    };
    const learnt = async (messageId: string): Promise<any> =>
      eventually(async () => {
        const { body } = await server.call("GET", "/events?kind=memory.learnt");
        return body.items.find((event: any) => event.data.messageId === messageId) ?? null;
      });
    const lesson = (text: object) => (request: VendorRequest) =>
      isLesson(request)
        ? ({ kind: "text", text: JSON.stringify(text) } as const)
        : ({ kind: "text", text: "Noted." } as const);

    it("store the lesson that the model writes, and put it into later prompts", async () => {
      vendor.script(
        lesson({
          entities: [
            { name: "Ada", type: "person", observations: ["Ada prefers tea to coffee."] },
            { name: "Acme", type: "company", observations: ["Acme is where Ada works."] },
          ],
          relations: [{ from: "Ada", to: "Acme", type: "works_at" }],
        }),
      );
      const { messageId, replies } = await ask("keeper", "I am Ada from Acme, and I prefer tea.");
      expect(replies[0].content).to.equal("Noted.");
      expect((await learnt(messageId)).data).to.deep.include({ entities: 2, relations: 1 });
      vendor.calls.splice(0);
      await ask("reader", "Which drink does Ada like?");
      const [call] = vendor.calls;
      expect(systemOf(call?.request)).to.match(
        /Known: <- \[[0-9a-f-]{36}\] Ada \(person\): Ada prefers tea to coffee\./,
      );
      vendor.calls.splice(0);
      await ask("keeper", "Remind me what Ada drinks: tea or coffee?");
      expect(systemOf(vendor.calls[0]?.request)).to.include("What you remember");
    });

    it("store the exchange itself if the model's lesson is invalid, and nothing of a failure", async () => {
      vendor.script((request) =>
        isLesson(request) ? { kind: "text", text: "no JSON" } : { kind: "text", text: "Fine." },
      );
      const { messageId } = await ask("keeper", "Nothing much.");
      const { data } = await learnt(messageId);
      expect(data).to.deep.include({ from: "exchange", entities: 1 });
      expect(data.problem.code).to.equal("llm.invalid_response");
      // The lesson of the previous test may be written at the same time.
      const own = vendor.calls.filter(({ request: { messages } }) =>
        messages.at(-1)?.content.includes("Nothing much."),
      );
      expect(own.filter(({ request }) => isLesson(request))).to.have.length(1);
      vendor.script(() => ({ kind: "text", text: '{"performative":"failure","content":"I cannot."}' }));
      vendor.calls.splice(0);
      const failed = await ask("keeper", "Do the impossible.");
      expect(failed.replies[0].performative).to.equal("failure");
      expect(vendor.calls.some(({ request }) => isLesson(request))).to.equal(false);
    });

    it("search, store, relate and forget with tools, only within their own scope", async () => {
      const call = async (name: string, args: object): Promise<any> => {
        vendor.script(({ messages }) =>
          messages.at(-1)?.role === "tool"
            ? { kind: "text", text: String(messages.at(-1)?.content) }
            : { kind: "calls", calls: [{ name, arguments: args }] },
        );
        const { replies } = await ask("loner", "Use your tool.");
        return typeof replies[0].content === "string" ? JSON.parse(replies[0].content) : replies[0].content;
      };
      const stored = await call("memory_store", {
        name: "Grail",
        type: "thing",
        observations: ["The grail is in the castle."],
      });
      expect(JSON.stringify(stored)).to.include('"outcome":"created"');
      await call("memory_store", { name: "Castle", type: "place", observations: ["The castle is in Wales."] });
      expect(JSON.stringify(await call("memory_relate", { from: "grail", type: "is_in", to: "Castle" }))).to.include(
        "is_in",
      );
      expect(JSON.stringify(await call("memory_search", { query: "grail", mode: "graph" }))).to.include("Wales");
      expect(JSON.stringify(await call("memory_forget", { entity: "Grail" }))).to.include("forgotten");
      expect(JSON.stringify(await call("memory_search", { query: "grail holy cup", mode: "keyword" }))).to.not.include(
        "Grail",
      );
      vendor.calls.splice(0);
      vendor.script(() => ({ kind: "text", text: "Hm." }));
      await ask("reader", "Where is the castle?");
      expect(systemOf(vendor.calls[0]?.request)).to.not.include("Wales");
    });

    it("have no memory tools without a memory", async () => {
      vendor.script(({ messages }) =>
        messages.at(-1)?.role === "tool"
          ? { kind: "text", text: String(messages.at(-1)?.content) }
          : { kind: "calls", calls: [{ name: "memory_search", arguments: { query: "tea" } }] },
      );
      const { replies } = await ask("plain", "What do you know?");
      expect(JSON.stringify(replies[0].content)).to.include("Plain has no memory");
    });

    it("store a lesson once if a kill interrupts it", async () => {
      const fact = { name: "Zebedee", type: "person", observations: ["Zebedee lives on a boat."] };
      vendor.script((request) =>
        isLesson(request)
          ? { kind: "text", text: JSON.stringify({ entities: [fact], relations: [] }), delayMs: 300 }
          : { kind: "text", text: "Noted." },
      );
      const { messageId } = await ask("keeper", "Zebedee lives on a boat.");
      await eventually(async () => (vendor.calls.some(({ request }) => isLesson(request)) ? true : null));
      await server.kill();
      server = await start();
      expect((await learnt(messageId)).data.entities).to.equal(1);
      vendor.calls.splice(0);
      await ask("reader", "Where does Zebedee live?");
      expect(systemOf(vendor.calls[0]?.request).match(/Zebedee lives on a boat/g)).to.have.length(1);
    });
  };

for (const [backend, environment] of Object.entries(backends)) {
  describe(`agents that remember, on a whole server, with the memory ${backend}`, agentsThatRemember(environment));
}
