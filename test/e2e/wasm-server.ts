/** A whole server with WASM agents, and the modules that its tests upload. */
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { assemble, guest, guestText } from "../support/guests.ts";
import { startServerProcess, type Answer, type ServerProcess } from "../support/server-process.ts";

/** Answers with the message that came in. A `!` in the message causes a trap, and a `~` an endless loop. */
export const echo = guest({
  handle: `(local $at i32) (local $byte i32)
    (block $done (loop $next
      (br_if $done (i32.ge_u (local.get $at) (local.get $len)))
      (local.set $byte (i32.load8_u (i32.add (local.get $ptr) (local.get $at))))
      (if (i32.eq (local.get $byte) (i32.const 33)) (then unreachable))
      (if (i32.eq (local.get $byte) (i32.const 126)) (then (loop $on (br $on))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br $next)))
    (global.set $size (local.get $len)) (i32.const 1)`,
});

/** The text as a string of the WebAssembly text format. */
export const watString = (text: string): string =>
  JSON.stringify(text.replaceAll('"', "\\22")).replaceAll("\\\\22", "\\22");

/** A module that gives the same answer to every message. */
export const fixed = (text: string): Uint8Array =>
  assemble(
    guestText({
      more: `(data (i32.const 8) ${watString(text)})`,
      handle: `(global.set $out (i32.const 8)) (global.set $size (i32.const ${text.length})) (i32.const 1)`,
    }),
  );

export const agentFile = (name: string, capability: string, more = ""): string =>
  `---\nname: ${name}\nkind: wasm\nmodule: ${name.toLowerCase()}.wasm\ncapabilities: [${capability}]\n${more}---\nFor tests.\n`;

export interface WasmServer {
  /** The folder of the agents, which has the agent Echo and the example wordcount at the start. */
  readonly agents: string;
  /** The server that runs now; after `restart` it is another one. */
  readonly process: ServerProcess;
  restart(): Promise<void>;
  /** Sends a request by capability and waits for the replies. */
  ask(capability: string, content: unknown): Promise<Answer>;
  /** Sends a manifest and a module as a form. */
  upload(method: string, path: string, manifest: string | File, module: Uint8Array): Promise<Answer>;
}

const wordcount = fileURLToPath(new URL("../../agents/wordcount", import.meta.url));

const fillFolder = async (agents: string): Promise<void> => {
  await mkdir(join(agents, "echo"), { recursive: true });
  await writeFile(join(agents, "echo", "echo.wasm"), echo);
  await writeFile(join(agents, "echo", "agent.md"), agentFile("Echo", "echo", "resources:\n  max_cpu: 50ms\n"));
  await cp(wordcount, join(agents, "wordcount"), { recursive: true });
};

/** Starts one server before the tests of the suite that calls this, and stops it after these tests. */
export const useWasmServer = (): WasmServer => {
  let folder: string;
  let server: ServerProcess;
  const agents = (): string => join(folder, "agents");
  const start = async (): Promise<ServerProcess> =>
    startServerProcess({
      CAXTON_DATA_DIR: join(folder, "data"),
      CAXTON_AGENTS_DIR: agents(),
      CAXTON_LOG_LEVEL: "fatal",
      CAXTON_SANDBOX_MAX_CPU: "1h",
      CAXTON_SANDBOX_MAX_EXECUTION_TIME: "1h",
    });

  before(async function () {
    this.timeout(600_000);
    folder = await mkdtemp(join(tmpdir(), "caxton-wasm-"));
    await fillFolder(agents());
    server = await start();
  });
  after(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  return {
    get agents() {
      return agents();
    },
    get process() {
      return server;
    },
    restart: async () => {
      await server.stop();
      server = await start();
    },
    ask: async (capability, content) =>
      server.call(
        "POST",
        "/messages",
        { performative: "request", targetCapability: capability, content },
        { prefer: "wait=30" },
      ),
    upload: async (method: string, path, manifest, module) => {
      const form = new FormData();
      form.set("manifest", manifest);
      form.set("module", new Blob([module]), "agent.wasm");
      const response = await fetch(`${server.url}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${server.key}` },
        body: form,
      });
      return { status: response.status, body: await response.json() };
    },
  };
};
