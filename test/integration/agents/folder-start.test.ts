import { expect } from "chai";
import { mkdir, rename, rm, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { watchProcessor } from "../../support/processor.ts";
import { useAgentsFolder } from "./folder-support.ts";
import { eventually, fileOf, named, promptOf, serving } from "./support.ts";

describe("the agents folder at the start of the server", () => {
  const agents = useAgentsFolder();
  const { write, kinds, rejections } = agents;

  it("loads all Markdown files at any depth, except README files, hidden files, and files in node_modules and target", async () => {
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
    await mkdir(join(agents.world.folder, "folder.md"));
    await agents.world.watch();
    expect(serving(agents.world)).to.deep.equal(["A", "B"]);
    expect(agents.world.catalogue.get(named("b")).agent).to.deep.include({ origin: "file", file: "team/deep/b.MD" });
    expect(await rejections()).to.deep.equal([]);
  });

  it("reports what is wrong with invalid files, and loads the other files", async () => {
    await write("a.md", fileOf("A"));
    await write("bad.md", "---\nname: Bad\nmodel: 5\nversion: x\n---\n");
    await write("big.md", `${fileOf("Big")}${"x".repeat(1024 * 1024)}`);
    await writeFile(join(agents.world.folder, "bytes.md"), Buffer.from([0xff, 0xff]));
    await write("empty.md", "");
    const folder = await agents.world.watch();
    expect(serving(agents.world)).to.deep.equal(["A"]);
    expect([...folder.rejected().keys()].toSorted()).to.deep.equal(["bad.md", "big.md", "bytes.md", "empty.md"]);
    const told = (await rejections()).find(({ data }) => data["file"] === "bad.md");
    expect(told?.data["complaints"]).to.have.length(2);
    expect(told?.data["complaints"]).to.have.nested.property("[0].line", 3);
    expect(agents.world.logged.join("\n")).to.match(/bad\.md:3:8: model takes a text/);
  });

  it("changes nothing after a restart if no file changed, and otherwise applies the changes", async () => {
    for (const name of ["A", "B", "C", "D"]) await write(`${name}.md`, fileOf(name));
    await agents.world.catalogue.create(fileOf("Api"));
    await agents.world.watch();
    const before = await kinds();
    agents.world = await agents.world.restart();
    await agents.world.watch();
    expect(await kinds()).to.deep.equal(before);
    agents.world = await agents.world.restart();
    await unlink(join(agents.world.folder, "A.md"));
    await write("B.md", "---\nname: B\nmodel: 5\n---\n");
    await write("C.md", fileOf("C", "New prompt."));
    await rename(join(agents.world.folder, "D.md"), join(agents.world.folder, "E.md"));
    await agents.world.watch();
    expect(serving(agents.world)).to.deep.equal(["Api", "B", "C", "D"]);
    expect(promptOf(agents.world, "C")).to.equal("New prompt.");
    expect(promptOf(agents.world, "B")).to.equal("You help.");
    expect(agents.world.catalogue.get(named("D")).agent.file).to.equal("E.md");
    expect((await kinds()).slice(before.length).toSorted()).to.deep.equal([
      "agent.file_rejected",
      "agent.removed",
      "agent.updated",
    ]);
  });

  it("keeps all agents if the folder is missing, and loads its files when it appears", async () => {
    await write("a.md", fileOf("A"));
    await agents.world.watch();
    agents.world = await agents.world.restart();
    await rename(agents.world.folder, `${agents.world.folder}-away`);
    try {
      await agents.world.watch({ sweepMs: 20 });
      expect(serving(agents.world)).to.deep.equal(["A"]);
      await mkdir(agents.world.folder);
      await write("b.md", fileOf("B"));
      await eventually(() => expect(serving(agents.world)).to.deep.equal(["B"]));
    } finally {
      await rm(`${agents.world.folder}-away`, { recursive: true, force: true });
    }
  });

  it("loads 2,000 files with less than 5 ms of processor time each, at the first start and after a restart", async function () {
    this.timeout(120_000);
    const count = 2_000;
    await Promise.all(
      Array.from({ length: count }, async (_, index) =>
        write(`d${index % 10}/agent-${index}.md`, fileOf(`Agent${index}`, `You are number ${index}.`)),
      ),
    );
    const first = watchProcessor();
    await agents.world.watch();
    const firstMs = first.usedMs();
    expect(serving(agents.world)).to.have.length(count);
    expect(firstMs / count).to.be.below(5);
    agents.world = await agents.world.restart();
    const again = watchProcessor();
    await agents.world.watch();
    expect(again.usedMs() / count).to.be.below(5);
    await write("d3/agent-3.md", fileOf("Agent3", "Changed."));
    await eventually(() => expect(promptOf(agents.world, "Agent3")).to.equal("Changed."));
  });
});
