import { expect } from "chai";
import { execFile } from "node:child_process";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { caxton, temporaryFolder, type Ended, type TemporaryFolder } from "./run-caxton.ts";

const run = promisify(execFile);

describe("caxton, without a server", function suite() {
  this.timeout(120_000);
  let folder: TemporaryFolder;

  const write = async (name: string, text: string | Buffer): Promise<void> => writeFile(join(folder.path, name), text);
  const inFolder = async (args: readonly string[], input?: string): Promise<Ended> =>
    caxton(args, { cwd: folder.path, ...(input === undefined ? {} : { input }) });

  before(async () => {
    folder = await temporaryFolder();
    await mkdir(join(folder.path, "agents", "deep"), { recursive: true });
    await write("agents/good.md", "---\nname: Good\ncapabilities: [poetry]\n---\nYou write.\n");
    await write("agents/deep/warned.md", "---\nname: Warned\ncolour: blue\n---\nYou write.\n");
    await write("agents/notes.txt", "no agent file");
    await write("agents/README.md", "# About these agents");
    await mkdir(join(folder.path, "agents", "node_modules", "kit"), { recursive: true });
    await write("agents/node_modules/kit/agent.md", "---\nname: Stranger\n---\nYou come with a package.\n");
  });
  after(async () => folder.remove());

  describe("agent validate", () => {
    it("passes the agents that ship with Caxton", async () => {
      const agents = fileURLToPath(new URL("../../../agents", import.meta.url));
      const { code, json } = await caxton(["agent", "validate", agents, "--json"]);
      expect(code).to.equal(0);
      expect(json).to.include({ valid: true, errors: 0 });
      expect(json.files).to.not.have.length(0);
    });

    it("goes through folders, and fails on warnings only when that is wanted", async () => {
      const checked = await inFolder(["agent", "validate", "agents"]);
      expect(checked.code).to.equal(0);
      expect(checked.out).to.include(`${join("agents", "good.md")}: ok Good 0.0.0: poetry`);
      expect(checked.out)
        .to.match(/warned\.md:3:1: warning: .*colour/)
        .and.match(/2 files, 0 errors, 1 warning\n$/);
      expect((await inFolder(["agent", "validate", "agents", "--strict"])).code).to.equal(5);
    });

    it("points at each mistake: file, line, column, the line, a caret, what to do", async () => {
      await write("bad.md", "---\nname: Bad\nllm:\n  temperature: hot\n---\nDear {{requst}}\n");
      const { code, out, err } = await inFolder(["agent", "validate", "bad.md"]);
      expect(code).to.equal(5);
      expect(err).to.equal("");
      expect(out).to.equal(
        [
          "bad.md:4:16: error: llm.temperature takes a number from 0 to 2, but this is the text “hot”.",
          " 4 |   temperature: hot",
          "   |                ^^^",
          "   = See docs/agent-files.md for the allowed values.",
          "bad.md:6:6: error: The template refers to the unknown variable “{{requst}}”.",
          " 6 | Dear {{requst}}",
          "   |      ^^^^^^^^^^",
          "   = Did you mean {{request}}? “{{{{” stands for two braces.",
          "",
          "1 file, 2 errors, 0 warnings",
          "",
        ].join("\n"),
      );
    });

    it("gives programs the same places", async () => {
      const { code, json } = await inFolder(["agent", "validate", "bad.md", "agents/good.md", "--json"]);
      expect(code).to.equal(5);
      expect(json).to.include({ valid: false, errors: 2, warnings: 0 });
      expect(json.files[0]).to.include({ file: "bad.md", valid: false, name: null });
      expect(json.files[0].errors[0]).to.include({ file: "bad.md", line: 4, column: 16 });
      expect(json.files[1]).to.include({ valid: true, name: "Good" });
      expect(json.files[1].hash).to.match(/^[0-9a-f]{64}$/);
    });

    it("reads standard input", async () => {
      const { code, out } = await inFolder(["agent", "validate", "-"], "---\nname: Piped\n---\nHi\n");
      expect(code).to.equal(0);
      expect(out).to.equal("<stdin>: ok Piped 0.0.0: piped\n");
    });

    it("finds two files for one agent, which are each right", async () => {
      await write("again.md", "---\nname: GOOD\n---\nHi\n");
      const { code, out } = await inFolder(["agent", "validate", "agents/good.md", "again.md"]);
      expect(code).to.equal(5);
      expect(out).to.match(/^again\.md: error: The agent GOOD is also defined in agents\/good\.md\.$/m);
    });

    it("goes on after a file that is not there, is no text, or is empty", async () => {
      await write("binary.md", Buffer.from([0xff, 0xfe, 0x00, 0x80]));
      await write("empty.md", "");
      const { code, json } = await inFolder([
        "agent",
        "validate",
        "none.md",
        "binary.md",
        "empty.md",
        "agents/good.md",
        "--json",
      ]);
      expect(code).to.equal(5);
      expect(json.files.map((file: any) => file.valid)).to.deep.equal([false, false, false, true]);
      for (const file of json.files.slice(0, 3)) expect(file.errors[0].message).to.be.a("string").and.not.equal("");
    });
  });

  describe("wrong usage ends with exit code 2", () => {
    const cases: readonly (readonly [string, readonly string[], RegExp])[] = [
      ["an unknown command", ["agnt"], /There is no command “caxton agnt”\. Did you mean agent\?/],
      ["a command that is not finished", ["agent"], /list, show, validate/],
      ["a missing word", ["agent", "show"], /Something is missing in “caxton agent show”/],
      ["an unknown flag", ["agent", "list", "--colour"], /Unknown argument: colour/],
      ["a flag given twice", ["message", "send", "x", "--to", "a", "--to", "b"], /--to is given more than once/],
      ["no receiver", ["message", "send", "x"], /--to.*--agent/],
      ["two kinds of receivers", ["message", "send", "x", "--to", "a", "-a", "B"], /--to.*--agent/],
      ["an unknown performative", ["message", "send", "x", "--to", "a", "-p", "shout"], /performative.*shout/s],
      ["no duration", ["message", "send", "x", "--to", "a", "--wait", "soon"], /--wait: “soon” is not a duration/],
      ["no JSON", ["message", "send", "{", "--to", "a", "--content-json"], /--content-json wants JSON/],
      ["no whole number", ["agent", "list", "--limit", "some"], /--limit takes a whole number from 1/],
      ["no address", ["health", "--url", "ftp://x"], /--url is not the address/],
    ];
    for (const [what, args, pattern] of cases) {
      it(what, async () => {
        const { code, out, err } = await inFolder(args);
        expect(err).to.match(pattern);
        expect(out).to.equal("");
        expect(code).to.equal(2);
      });
    }

    it("and is a problem document with --json", async () => {
      const { code, out, err } = await inFolder(["agent", "show", "--json"]);
      expect(code).to.equal(2);
      expect(out).to.equal("");
      expect(JSON.parse(err)).to.include({ title: "Wrong usage", code: "request.invalid" }).and.have.property("hint");
    });
  });

  describe("help", () => {
    const commands = [
      ["server", "start"],
      ["server", "status"],
      ["server", "stop"],
      ["health"],
      ["agent", "list"],
      ["agent", "show"],
      ["agent", "validate"],
      ["agent", "create"],
      ["agent", "test"],
      ["agent", "delete"],
      ["message", "send"],
      ["conversation", "list"],
      ["conversation", "show"],
    ];

    it("has examples for every command", async () => {
      for (const { code, out } of await Promise.all(commands.map(async (words) => inFolder([...words, "--help"])))) {
        expect(code).to.equal(0);
        expect(out).to.match(/^Examples:\n {2}(?:caxton|cat) /m);
      }
    });

    it("is what caxton alone says", async () => {
      const { code, out } = await inFolder([]);
      expect(code).to.equal(0);
      for (const word of ["server", "health", "agent", "message", "conversation", "completion"]) {
        expect(out).to.include(`caxton ${word}`);
      }
    });

    it("tells the version", async () => {
      expect((await inFolder(["--version"])).out).to.match(/^\d+\.\d+\.\d+\n$/);
    });
  });

  describe("completion", () => {
    it("is a script that bash takes and that knows the command", async () => {
      const { code, out } = await inFolder(["completion"]);
      expect(code).to.equal(0);
      expect(out).to.include("complete -o").and.include("caxton");
      await run("bash", ["-n", "-c", out]);
    });

    it("offers commands and flags", async () => {
      const { out } = await inFolder(["--get-yargs-completions", "caxton", "agent", ""]);
      expect(out.trim().split("\n")).to.include.members(["list", "show", "validate", "create", "test", "delete"]);
    });
  });

  describe("bin/caxton.mjs", () => {
    it("says how to build where that was not done", async () => {
      const bin = fileURLToPath(new URL("../../../bin/caxton.mjs", import.meta.url));
      await mkdir(join(folder.path, "package", "bin"), { recursive: true });
      const copy = join(folder.path, "package", "bin", "caxton.mjs");
      await copyFile(bin, copy);
      const ended = await run(process.execPath, [copy, "health"]).catch((thrown: unknown) => thrown);
      expect(ended).to.include({ code: 1 });
      expect(ended).to.have.property("stderr").that.includes("npm run build");
    });
  });
});
