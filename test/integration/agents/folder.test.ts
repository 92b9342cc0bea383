import { expect } from "chai";
import { chmod, mkdir, rename, rm, symlink, truncate, unlink, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { agentWorld, errorOf, eventually, fileOf, named, promptOf, serving, type AgentWorld } from "./support.ts";
import { watchProcessor } from "../../support/processor.ts";

describe("the agents folder", () => {
  let world: AgentWorld;
  beforeEach(async () => {
    world = await agentWorld();
  });
  afterEach(async () => world.remove());

  const write = async (file: string, text: string): Promise<void> => {
    await mkdir(dirname(join(world.folder, file)), { recursive: true });
    await writeFile(join(world.folder, file), text);
  };
  /** Resolves when every change before this call has been looked at: a marker that was written after them serves. */
  const seen = async (marker: string): Promise<void> => {
    await write(`${marker}.md`, fileOf(marker));
    await eventually(() => expect(serving(world)).to.include(marker));
  };
  const kinds = async (): Promise<readonly string[]> => (await world.events()).map(({ kind }) => kind);
  const rejections = async () => (await world.events()).filter(({ kind }) => kind === "agent.file_rejected");

  describe("at start", () => {
    it("loads every Markdown file in it and below, but no README, nothing hidden, nothing else", async () => {
      await write("a.md", fileOf("A"));
      await write("team/deep/b.MD", fileOf("B"));
      for (const file of [
        "README.md",
        "team/readme.md",
        ".hidden.md",
        ".git/c.md",
        "kit/node_modules/some-package/agent.md",
        "kit/target/doc/agent.md",
        "notes.txt",
        "d.md~",
        "e.md.swp",
        "#f.md#",
      ])
        await write(file, fileOf(`X${file.length}`));
      await mkdir(join(world.folder, "folder.md"));
      await world.watch();
      expect(serving(world)).to.deep.equal(["A", "B"]);
      expect(world.catalogue.get(named("b")).agent).to.deep.include({ origin: "file", file: "team/deep/b.MD" });
      expect(await rejections()).to.deep.equal([]);
    });

    it("lets no bad file keep the others from loading, and tells what is wrong with it", async () => {
      await write("a.md", fileOf("A"));
      await write("bad.md", "---\nname: Bad\nmodel: 5\nversion: x\n---\n");
      await write("big.md", `${fileOf("Big")}${"x".repeat(1024 * 1024)}`);
      await writeFile(join(world.folder, "bytes.md"), Buffer.from([0xff, 0xff]));
      await write("empty.md", "");
      const folder = await world.watch();
      expect(serving(world)).to.deep.equal(["A"]);
      expect([...folder.rejected().keys()].toSorted()).to.deep.equal(["bad.md", "big.md", "bytes.md", "empty.md"]);
      const told = (await rejections()).find(({ data }) => data["file"] === "bad.md");
      expect(told?.data["complaints"]).to.have.length(2);
      expect(told?.data["complaints"]).to.have.nested.property("[0].line", 3);
      expect(world.logged.join("\n")).to.match(/bad\.md:3:8: model takes a text/);
    });

    it("changes nothing after a restart when nothing has changed, and follows what has", async () => {
      for (const name of ["A", "B", "C", "D"]) await write(`${name}.md`, fileOf(name));
      await world.catalogue.create(fileOf("Api"));
      await world.watch();
      const before = await kinds();
      world = await world.restart();
      await world.watch();
      expect(await kinds()).to.deep.equal(before);
      world = await world.restart();
      await unlink(join(world.folder, "A.md"));
      await write("B.md", "---\nname: B\nmodel: 5\n---\n");
      await write("C.md", fileOf("C", "New prompt."));
      await rename(join(world.folder, "D.md"), join(world.folder, "E.md"));
      await world.watch();
      expect(serving(world)).to.deep.equal(["Api", "B", "C", "D"]);
      expect(promptOf(world, "C")).to.equal("New prompt.");
      expect(promptOf(world, "B")).to.equal("You help.");
      expect(world.catalogue.get(named("D")).agent.file).to.equal("E.md");
      expect((await kinds()).slice(before.length).toSorted()).to.deep.equal([
        "agent.file_rejected",
        "agent.removed",
        "agent.updated",
      ]);
    });

    it("keeps all agents when the folder is not there, and follows it when it comes", async () => {
      await write("a.md", fileOf("A"));
      await world.watch();
      world = await world.restart();
      await rename(world.folder, `${world.folder}-away`);
      try {
        await world.watch({ sweepMs: 20 });
        expect(serving(world)).to.deep.equal(["A"]);
        await mkdir(world.folder);
        await write("b.md", fileOf("B"));
        await eventually(() => expect(serving(world)).to.deep.equal(["B"]));
      } finally {
        await rm(`${world.folder}-away`, { recursive: true, force: true });
      }
    });

    it("loads thousands of files within a few milliseconds each, at the first start and at the next", async function () {
      this.timeout(120_000);
      const count = 2_000;
      await Promise.all(
        Array.from({ length: count }, async (_, index) =>
          write(`d${index % 10}/agent-${index}.md`, fileOf(`Agent${index}`, `You are number ${index}.`)),
        ),
      );
      const first = watchProcessor();
      await world.watch();
      const firstMs = first.usedMs();
      expect(serving(world)).to.have.length(count);
      expect(firstMs / count).to.be.below(5);
      world = await world.restart();
      const again = watchProcessor();
      await world.watch();
      expect(again.usedMs() / count).to.be.below(5);
      await write("d3/agent-3.md", fileOf("Agent3", "Changed."));
      await eventually(() => expect(promptOf(world, "Agent3")).to.equal("Changed."));
    });
  });

  describe("while the server runs", () => {
    it("serves a new or changed file within 500 ms", async () => {
      await world.watch();
      await write("a.md", fileOf("A", "one"));
      const took = [await eventually(() => expect(serving(world)).to.deep.equal(["A"]))];
      for (const prompt of ["two", "three", "four"]) {
        await write("a.md", fileOf("A", prompt));
        took.push(await eventually(() => expect(promptOf(world, "A")).to.equal(prompt)));
      }
      // Each is the same work: what a busy machine adds to one of them is not ours.
      expect(Math.min(...took)).to.be.below(500);
      expect(await kinds()).to.deep.equal(["agent.loaded", "agent.updated", "agent.updated", "agent.updated"]);
    });

    it("follows editors that save by a rename, and is not disturbed by their other files", async () => {
      await write("a.md", fileOf("A", "one"));
      await world.watch();
      for (const prompt of ["two", "three"]) {
        await write(".a.md.tmp", fileOf("A", prompt));
        await write("a.md.bak", fileOf("A", "backup"));
        await write("4913", "");
        await rename(join(world.folder, ".a.md.tmp"), join(world.folder, "a.md"));
        await eventually(() => expect(promptOf(world, "A")).to.equal(prompt));
      }
      expect(await kinds()).to.deep.equal(["agent.loaded", "agent.updated", "agent.updated"]);
    });

    it("does not drop an agent while its file is away or empty for a moment", async () => {
      await write("a.md", fileOf("A", "one"));
      await world.watch({ graceMs: 400 });
      await rename(join(world.folder, "a.md"), join(world.folder, "a.md~"));
      await seen("B");
      await write("a.md", fileOf("A", "two"));
      await eventually(() => expect(promptOf(world, "A")).to.equal("two"));
      await truncate(join(world.folder, "a.md"));
      await seen("C");
      await write("a.md", fileOf("A", "three"));
      await eventually(() => expect(promptOf(world, "A")).to.equal("three"));
      expect((await kinds()).filter((kind) => kind !== "agent.loaded")).to.deep.equal([
        "agent.updated",
        "agent.updated",
      ]);
    });

    it("removes the agent of a file that is gone, and of a folder that is gone", async () => {
      await write("a.md", fileOf("A"));
      await write("team/b.md", fileOf("B"));
      await write("team/more/c.md", fileOf("C"));
      await world.watch();
      await unlink(join(world.folder, "a.md"));
      await eventually(() => expect(serving(world)).to.deep.equal(["B", "C"]));
      await rm(join(world.folder, "team"), { recursive: true });
      await eventually(() => expect(serving(world)).to.deep.equal([]));
      await write("team/more/c.md", fileOf("C", "again"));
      await eventually(() => expect(serving(world)).to.deep.equal(["C"]));
      await write("team/more/c.md", fileOf("C", "and again"));
      await eventually(() => expect(promptOf(world, "C")).to.equal("and again"));
    });

    it("follows folders that come, deep ones and ones that are moved in and renamed", async () => {
      await world.watch();
      await write("x.y/z/a.md", fileOf("A"));
      await eventually(() => expect(serving(world)).to.deep.equal(["A"]));
      await rename(join(world.folder, "x.y"), join(world.folder, "moved"));
      await eventually(() => expect(world.catalogue.get(named("A")).agent.file).to.equal("moved/z/a.md"));
      await write("moved/z/a.md", fileOf("A", "after the move"));
      await eventually(() => expect(promptOf(world, "A")).to.equal("after the move"));
      expect(await kinds()).to.deep.equal(["agent.loaded", "agent.updated"]);
    });

    it("keeps serving the last good version of a file that turns bad, tells of it once, and heals", async () => {
      await write("a.md", fileOf("A", "good"));
      const folder = await world.watch({ sweepMs: 20 });
      await write("a.md", "---\nname: A\nmodel: [\n---\nbad");
      await eventually(async () => expect(await rejections()).to.have.length(1));
      expect(serving(world)).to.deep.equal(["A"]);
      expect(promptOf(world, "A")).to.equal("good");
      const [told] = await rejections();
      expect(told).to.deep.include({ agent: "A" });
      expect(told?.data).to.deep.include({ file: "a.md" });
      expect([...folder.rejected().keys()]).to.deep.equal(["a.md"]);
      await seen("B");
      await seen("C");
      expect(await rejections()).to.have.length(1);
      await write("a.md", fileOf("A", "good again"));
      await eventually(() => expect(promptOf(world, "A")).to.equal("good again"));
      expect(folder.rejected().size).to.equal(0);
    });

    it("follows a name that changes inside a file", async () => {
      await write("a.md", fileOf("A"));
      await world.watch();
      await write("a.md", fileOf("B"));
      await eventually(() => expect(serving(world)).to.deep.equal(["B"]));
      await write("a.md", fileOf("b"));
      await eventually(() => expect(world.catalogue.get(named("B")).agent.name).to.equal("b"));
      await rename(join(world.folder, "a.md"), join(world.folder, "z.md"));
      await eventually(() => expect(world.catalogue.get(named("B")).agent.file).to.equal("z.md"));
      expect(await kinds()).to.not.include("agent.failed");
    });

    it("refuses the second of two files of one name, and lets it take over when the first goes", async () => {
      await write("one.md", fileOf("Same", "from one"));
      const folder = await world.watch();
      await write("another.md", fileOf("SAME", "from another"));
      await eventually(async () => expect(await rejections()).to.have.length(1));
      expect(promptOf(world, "Same")).to.equal("from one");
      expect(folder.rejected().get("another.md")?.[0]?.message).to.match(/taken by the file one\.md/);
      await write("one.md", fileOf("Same", "from one, changed"));
      await eventually(() => expect(promptOf(world, "Same")).to.equal("from one, changed"));
      await unlink(join(world.folder, "one.md"));
      await eventually(() => expect(promptOf(world, "Same")).to.equal("from another"));
      expect(await kinds()).to.not.include("agent.removed");
      expect(folder.rejected().size).to.equal(0);
    });

    it("lets it take over too when the first changes its name, and two files swap theirs", async () => {
      await write("a.md", fileOf("X", "from a"));
      await write("b.md", fileOf("X", "from b"));
      await world.watch();
      await write("a.md", fileOf("Y", "from a"));
      await eventually(() => expect([promptOf(world, "X"), promptOf(world, "Y")]).to.deep.equal(["from b", "from a"]));
      await Promise.all([write("a.md", fileOf("X", "from a")), write("b.md", fileOf("Y", "from b"))]);
      await eventually(() => expect([promptOf(world, "X"), promptOf(world, "Y")]).to.deep.equal(["from a", "from b"]));
      expect(serving(world)).to.deep.equal(["X", "Y"]);
    });

    it("never touches agents of the API, and takes their name over when they go", async () => {
      await world.catalogue.create(fileOf("Api", "from the API"));
      const folder = await world.watch({ sweepMs: 20 });
      await write("api.md", fileOf("api", "from the file"));
      await write("other.md", fileOf("Other"));
      await eventually(() => expect(serving(world)).to.deep.equal(["Api", "Other"]));
      await eventually(() => expect(folder.rejected().get("api.md")?.[0]?.message).to.match(/created through the API/));
      expect(promptOf(world, "Api")).to.equal("from the API");
      expect(await errorOf(async () => world.catalogue.create(fileOf("OTHER")))).to.deep.include({
        code: "agent.already_exists",
      });
      expect(await errorOf(async () => world.catalogue.remove(named("Other"), null))).to.deep.include({
        code: "agent.managed_by_file",
      });
      expect(await errorOf(async () => world.catalogue.replace(named("Other"), fileOf("Other"), null))).to.deep.include(
        { code: "agent.managed_by_file" },
      );
      await world.catalogue.remove(named("Api"), null);
      await eventually(() => expect(promptOf(world, "api")).to.equal("from the file"));
    });

    it("leaves an agent drained or unloaded that an operator drained or unloaded", async () => {
      await write("a.md", fileOf("A", "one"));
      await world.watch();
      await world.catalogue.drain(named("A"));
      await write("a.md", fileOf("A", "two"));
      await eventually(() => expect(promptOf(world, "A")).to.equal("two"));
      expect(serving(world)).to.deep.equal([]);
    });

    it("finds by its sweep what no event told", async () => {
      await write("a.md", fileOf("A", "one"));
      await world.watch({ sweepMs: 20, debounceMs: 60_000 });
      await write("a.md", fileOf("A", "two"));
      await eventually(() => expect(promptOf(world, "A")).to.equal("two"));
      await unlink(join(world.folder, "a.md"));
      await eventually(() => expect(serving(world)).to.deep.equal([]));
    });

    it("follows links to files, as Kubernetes mounts them", async () => {
      await write("..v1/a.md", fileOf("A", "one"));
      await write("..v2/a.md", fileOf("A", "two"));
      await symlink("..v1", join(world.folder, "..data"));
      await symlink("..data/a.md", join(world.folder, "a.md"));
      await world.watch();
      expect(promptOf(world, "A")).to.equal("one");
      await symlink("..v2", join(world.folder, "..data_tmp"));
      await rename(join(world.folder, "..data_tmp"), join(world.folder, "..data"));
      await eventually(() => expect(promptOf(world, "A")).to.equal("two"));
    });

    it("survives a storm of changes and ends where the files are", async () => {
      await world.watch();
      for (let round = 0; round < 15; round += 1) {
        await Promise.all(
          Array.from({ length: 20 }, async (_, index) => {
            const file = `storm-${index}.md`;
            const action = (round * 7 + index * 3) % 5;
            if (action === 0) await rm(join(world.folder, file), { force: true });
            else if (action === 1) await write(file, "---\nname: [");
            else if (action === 2) await write(file, fileOf(`S${(index + 1) % 20}`, `round ${round}`));
            else await write(file, fileOf(`S${index}`, `round ${round}`));
          }),
        );
      }
      await Promise.all(
        Array.from({ length: 20 }, async (_, index) => write(`storm-${index}.md`, fileOf(`S${index}`, "calm"))),
      );
      await eventually(() => {
        for (let index = 0; index < 20; index += 1) {
          expect(promptOf(world, `S${index}`)).to.equal("calm");
          expect(world.catalogue.get(named(`S${index}`)).agent.file).to.equal(`storm-${index}.md`);
        }
      });
      expect(serving(world)).to.have.length(20);
    });

    it("takes no change as one when only the time of a file changes", async () => {
      await write("a.md", fileOf("A"));
      await world.watch({ sweepMs: 20 });
      await utimes(join(world.folder, "a.md"), new Date(), new Date());
      await write("b.md", fileOf("B"));
      await eventually(() => expect(serving(world)).to.deep.equal(["A", "B"]));
      expect(await kinds()).to.deep.equal(["agent.loaded", "agent.loaded"]);
    });

    it("goes on when the folder itself is replaced", async () => {
      await write("a.md", fileOf("A"));
      await world.watch({ sweepMs: 30 });
      await rm(world.folder, { recursive: true });
      await mkdir(world.folder);
      await chmod(world.folder, 0o755);
      await write("b.md", fileOf("B"));
      await eventually(() => expect(serving(world)).to.deep.equal(["B"]));
      await write("b.md", fileOf("B", "changed"));
      await eventually(() => expect(promptOf(world, "B")).to.equal("changed"));
    });
  });
});
