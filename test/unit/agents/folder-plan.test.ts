import { expect } from "chai";
import { hasLostAgent, planFolder, type FileContent, type KnownFile } from "../../../src/agents/folder-plan.ts";
import type { AgentName, VersionHash } from "../../../src/domain/ids.ts";
import { fileOf, parsed } from "./support.ts";

const good = (name: string): FileContent => ({
  kind: "good",
  name: name as AgentName,
  parsed: parsed(fileOf(`name: ${name}`)),
});
const stored = (name: string): FileContent => ({ kind: "good", name: name as AgentName, parsed: null });
const served = (name: string) => ({ name: name as AgentName, hash: "0".repeat(64) as VersionHash });
const fileWith = (file: string, content: FileContent, serves: KnownFile["serves"] = null): KnownFile => ({
  file,
  content,
  serves,
});
const nowhere = (): boolean => false;

describe("the plan for the agents folder", () => {
  it("stores new content, leaves stored content alone, and passes complaints on", () => {
    const complaints = [{ message: "No." }];
    const files = [
      fileWith("new.md", good("A")),
      fileWith("old.md", stored("B"), served("B")),
      fileWith("bad.md", { kind: "bad", complaints }),
      fileWith("away.md", { kind: "away" }, served("C")),
    ];
    const plan = planFolder(files, nowhere);
    expect(plan.files.map(({ file, store }) => [file, store?.definition.name ?? null])).to.deep.equal([
      ["new.md", "A"],
      ["old.md", null],
      ["bad.md", null],
      ["away.md", null],
    ]);
    expect(plan.files.map((each) => each.complaints)).to.deep.equal([[], [], complaints, []]);
    expect([...plan.owners]).to.have.deep.members([
      ["a", "new.md"],
      ["b", "old.md"],
      ["c", "away.md"],
    ]);
  });

  it("rejects a name that another file or an agent of the API has, and says which", () => {
    const files = [
      fileWith("one.md", stored("A"), served("A")),
      fileWith("two.md", good("a")),
      fileWith("three.md", good("B")),
    ];
    const plan = planFolder(files, (key) => key === "b");
    expect(plan.files.map(({ store }) => store)).to.deep.equal([null, null, null]);
    expect(plan.files[1]?.complaints[0]?.message).to.include("taken by the file one.md");
    expect(plan.files[2]?.complaints[0]?.message).to.include("created through the API");
  });

  it("takes an agent from a file that now defines another one, unless that one could not be stored", () => {
    const renamed = fileWith("a.md", good("B"), served("A"));
    const plan = planFolder([renamed], nowhere);
    expect(hasLostAgent(renamed, served("A"), plan)).to.equal(false);
    expect(hasLostAgent({ ...renamed, content: stored("B") }, served("A"), plan)).to.equal(true);
    expect(hasLostAgent(fileWith("a.md", stored("B"), served("B")), served("B"), plan)).to.equal(false);
    expect(hasLostAgent(renamed, null, plan)).to.equal(false);
  });
});
