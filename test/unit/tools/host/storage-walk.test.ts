import { expect } from "chai";
import { mkdtemp, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CaxtonError } from "../../../../src/domain/errors.ts";
import { openGranted, type OpenFolder } from "../../../../src/tools/host/storage-folders.ts";
import { walk } from "../../../../src/tools/host/storage-walk.ts";

describe("walking a granted folder", () => {
  let path: string;
  let folder: OpenFolder;

  beforeEach(async () => {
    path = await mkdtemp(join(tmpdir(), "caxton-walk-"));
    folder = await openGranted(path, false);
  });

  afterEach(async () => {
    await folder.close();
    await rm(path, { recursive: true, force: true });
  });

  const namesIn = async (top: OpenFolder, onVisit: (name: string) => Promise<void> = async () => undefined) => {
    const names: string[] = [];
    const options = { recursive: true, folders: "before", signal: new AbortController().signal } as const;
    await walk(top, options, async ({ path: each }) => {
      names.push(each);
      await onVisit(each);
      return true;
    });
    return names.toSorted();
  };

  const errorOf = async (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => null,
      (thrown: unknown) => thrown,
    );

  it("lists entries below, and does not follow links", async () => {
    await mkdir(join(path, "a"));
    await writeFile(join(path, "a", "x"), "");
    await symlink(join(path, "a"), join(path, "link"));
    expect(await namesIn(folder)).to.deep.equal(["a", "a/x", "link"]);
  });

  it("skips a folder that disappears, or is replaced by a link or a file, during the walk", async () => {
    await mkdir(join(path, "other"));
    await writeFile(join(path, "other", "x"), "");
    for (const replace of [
      async (at: string) => symlink(join(path, "other"), at),
      async (at: string) => writeFile(at, ""),
      async () => undefined,
    ]) {
      await mkdir(join(path, "a"), { recursive: true });
      const names = await namesIn(folder, async (name) => {
        if (name !== "a") return;
        await rm(join(path, "a"), { recursive: true });
        await replace(join(path, "a"));
      });
      expect(names).to.deep.equal(["a", "other", "other/x"]);
      await rm(join(path, "a"), { recursive: true, force: true });
    }
  });

  it("fails where an entry cannot be inspected or opened, rather than undercount", async () => {
    await mkdir(join(path, "a"));
    // Real errors of the file system other than “not there”: names that are too long.
    const tooLong = "x".repeat(300);
    const uninspectable: OpenFolder = { ...folder, entry: (name) => join(path, name, tooLong) };
    expect(await errorOf(namesIn(uninspectable)))
      .to.be.instanceOf(CaxtonError)
      .with.property("code", "tool.failed");
    let calls = 0;
    const unopenable: OpenFolder = {
      ...folder,
      entry: (name) => ((calls += 1) === 1 ? join(path, name) : join(path, name, tooLong)),
    };
    expect(await errorOf(namesIn(unopenable)))
      .to.be.instanceOf(CaxtonError)
      .with.property("code", "tool.failed");
  });
});
