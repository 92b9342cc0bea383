/** An MCP server whose tools do everything that a server can do to its client. */
import { Server, type CallToolResult, type Tool } from "@modelcontextprotocol/server";
import { writeSync } from "node:fs";
import { spawn } from "node:child_process";
import { once } from "node:events";

export interface ToolServerState {
  /** Tools added since the start. */
  readonly grown: string[];
  /** Number of calls that the client cancelled. */
  cancelled: number;
  /** Number of calls started, by tool. */
  readonly calls: Map<string, number>;
}

export const newToolServerState = (): ToolServerState => ({ grown: [], cancelled: 0, calls: new Map() });

const object = (properties: Readonly<Record<string, unknown>> = {}, required: readonly string[] = []) =>
  ({ type: "object", properties, required, additionalProperties: false }) as unknown as Tool["inputSchema"];

const plain = (name: string, description: string, inputSchema = object()): Tool => ({ name, description, inputSchema });

const standing: readonly Tool[] = [
  {
    ...plain("add", "Adds two numbers.", object({ a: { type: "number" }, b: { type: "number" } }, ["a", "b"])),
    outputSchema: object({ sum: { type: "number" } }, ["sum"]),
    annotations: { readOnlyHint: true },
  },
  { ...plain("echo", "Says it again.", object({ text: { type: "string" } })), annotations: { idempotentHint: true } },
  plain("fail", "Fails."),
  plain("hang", "Never answers."),
  plain("crash", "Ends the process in the middle of the call."),
  plain("garbage", "Writes to standard output what is no message."),
  plain("huge", "Gives much text.", object({ bytes: { type: "integer" } })),
  plain("endless", "Writes a line that has no end."),
  plain("picture", "Gives a picture, a link and a resource."),
  plain("grow", "Adds a tool to the list.", object({ name: { type: "string" } })),
  plain("environment", "Tells its environment."),
  plain("counts", "Tells how often tools were called, and how many calls were given up."),
  plain("trace", "Tells the trace context of the call."),
  plain("helper", "Starts a process of its own that runs for long, and tells its id."),
  { ...plain("liar", "Promises a number."), outputSchema: object({ sum: { type: "number" } }, ["sum"]) },
  plain("naïve/name with spaces", "Has a name that no vendor takes."),
  plain("pattern", "Has a pattern that backtracks for ever.", object({ text: { type: "string", pattern: "^(a+)+$" } })),
  plain("broken", "Has no schema.", object({ a: { type: "nonsense" } })),
  plain("pointer", "Refers to nothing.", object({ a: { $ref: "#/$defs/none" } })),
];

const text = (value: unknown): CallToolResult => ({
  content: [{ type: "text", text: typeof value === "string" ? value : JSON.stringify(value) }],
});

interface Call {
  readonly args: Readonly<Record<string, unknown>>;
  readonly meta: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal;
  readonly server: Server;
  readonly state: ToolServerState;
}

const longLine = async (): Promise<never> => {
  const megabyte = "x".repeat(1_000_000);
  for (;;) {
    if (!process.stdout.write(megabyte)) await once(process.stdout, "drain");
  }
};

const pixels = Buffer.from("not really a picture").toString("base64");

const answers: Readonly<Record<string, (call: Call) => Promise<CallToolResult> | CallToolResult>> = {
  add: ({ args }) => ({ content: [], structuredContent: { sum: Number(args["a"]) + Number(args["b"]) } }),
  echo: ({ args }) => text(String(args["text"])),
  fail: () => ({ ...text("The disk is full."), isError: true }),
  hang: async ({ signal, state }) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener("abort", () => {
        state.cancelled += 1;
        reject(new Error("given up"));
      });
    }),
  crash: () => {
    process.stderr.write("the flux capacitor is broken\n");
    return process.exit(7);
  },
  garbage: () => {
    writeSync(1, 'Hello, I am a log line.\n{"jsonrpc":"1.0"}\n[1,2\n');
    return text("done");
  },
  huge: ({ args }) => text("y".repeat(Number(args["bytes"]))),
  endless: longLine,
  picture: () => ({
    content: [
      { type: "text", text: "Look:" },
      { type: "image", data: pixels, mimeType: "image/png" },
      { type: "resource_link", uri: "file:///plan.pdf", name: "plan", mimeType: "application/pdf" },
      { type: "resource", resource: { uri: "file:///a.txt", mimeType: "text/plain", text: "in words" } },
      { type: "resource", resource: { uri: "file:///b.bin", blob: pixels } },
    ],
  }),
  grow: async ({ args, server, state }) => {
    state.grown.push(String(args["name"]));
    await server.sendToolListChanged().catch(() => undefined);
    return text("grown");
  },
  environment: () => text(process.env),
  counts: ({ state }) => text({ cancelled: state.cancelled, calls: Object.fromEntries(state.calls) }),
  trace: ({ meta }) => text(String(meta["traceparent"])),
  helper: () => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => undefined, 1000)"], { stdio: "inherit" });
    return text(String(child.pid));
  },
  liar: () => ({ content: [], structuredContent: { sum: "many" } }),
};

/** `pages` splits the list into pages; `extra` adds tools named `tool-0`, `tool-1`, … */
export interface ToolServerOptions {
  readonly pageSize?: number;
  readonly extra?: number;
  readonly only?: readonly string[];
}

export const createToolServer = (state: ToolServerState, options: ToolServerOptions = {}): Server => {
  const { pageSize = 8, extra = 0, only } = options;
  const server = new Server(
    { name: "tool-server", version: "1.2.3" },
    { capabilities: { tools: { listChanged: true } } },
  );
  const list = (): readonly Tool[] => [
    ...standing.filter(({ name }) => only === undefined || only.includes(name)),
    ...state.grown.map((name) => plain(name, "Was added later.")),
    ...Array.from({ length: extra }, (_none, index) => plain(`tool-${index}`, "One of many.")),
  ];
  server.setRequestHandler("tools/list", ({ params }) => {
    const start = Number(params?.cursor ?? 0);
    const tools = list();
    const end = start + pageSize;
    return { tools: tools.slice(start, end), ...(end < tools.length ? { nextCursor: String(end) } : {}) };
  });
  server.setRequestHandler("tools/call", async ({ params }, context) => {
    const { name, arguments: args = {} } = params;
    state.calls.set(name, (state.calls.get(name) ?? 0) + 1);
    const meta = (params["_meta"] ?? {}) as Readonly<Record<string, unknown>>;
    const answer = answers[name] ?? (() => text(`called ${name}`));
    return answer({ args, meta, signal: context.mcpReq.signal, server, state });
  });
  return server;
};
