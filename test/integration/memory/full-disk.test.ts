/** A disk that is really full: the memory is alone on a file system of a few megabytes that a test fills. */
import { expect } from "chai";
import { mkdtempSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CaxtonError } from "../../../src/domain/errors.ts";
import type { ExportRecord } from "../../../src/domain/exported-memory.ts";
import { openEmbeddedMemory } from "../../../src/memory/embedded/backend.ts";
import type { MemoryBackend } from "../../../src/memory/types.ts";
import { sharedEmbedder, workspace } from "../../support/memory.ts";
import { canMount, fillDisk, mountSmallDisk, unmountDisk } from "../../support/small-disk.ts";

const places = [workspace];

const suite = (): void => {
  let folder: string;
  let memory: MemoryBackend;
  const disk = (): string => join(folder, "disk");
  const filler = (): string => join(disk(), "filler");
  const open = async () => openEmbeddedMemory({ file: join(disk(), "memory.db"), embedder: await sharedEmbedder() });

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "caxton-memory-disk-"));
    mountSmallDisk(disk(), 8);
    memory = await open();
  });
  afterEach(async () => {
    await memory.close();
    unmountDisk(disk());
    rmSync(folder, { recursive: true, force: true });
  });

  const store = async (name: string, observation: string) =>
    memory.storeEntity({ place: workspace, name, type: "t", observations: [observation] });
  const refusal = async (work: Promise<unknown>): Promise<CaxtonError | null> =>
    work.then(
      () => null,
      (thrown: CaxtonError) => thrown,
    );
  const names = async (): Promise<readonly string[]> =>
    (await memory.findEntities({ places }, { limit: 1_000, cursor: null })).items.map(({ name }) => name);

  const storeUntilFull = async (confirmed: string[]): Promise<CaxtonError> => {
    for (let index = 0; ; index++) {
      const refused = await refusal(store(`N${index}`, `${"x".repeat(20_000)} ${index}`));
      if (refused !== null) return refused;
      confirmed.push(`N${index}`);
    }
  };

  it("fails writes with a hint, loses nothing confirmed, and stays readable; with free space it can be written again", async () => {
    await store("Ada", "Ada lives in Berlin.");
    await fillDisk(filler());
    const confirmed = ["Ada"];
    const refused = await storeUntilFull(confirmed);
    expect(refused.code).to.equal("memory.unavailable");
    expect(refused.hint).to.match(/disk is full/i);
    expect((await names()).toSorted()).to.deep.equal(confirmed.toSorted());
    const [found] = await memory.search({ text: "Which city is her home?", mode: "hybrid", limit: 1, places });
    expect(found?.entity.name).to.equal("Ada");
    rmSync(filler());
    await store("After", "There is room again.");
    expect((await names()).toSorted()).to.deep.equal([...confirmed, "After"].toSorted());
    expect(await memory.check(false)).to.deep.equal([]);
  });

  it("reports an import that does not fit, and completes it when there is space", async () => {
    const at = new Date().toISOString();
    const records = async function* (): AsyncGenerator<ExportRecord> {
      for (let index = 0; index < 600; index++) {
        const id = `00000000-0000-4000-8000-${String(index).padStart(12, "0")}` as never;
        const observations = [
          { text: `${"y".repeat(3_000)} ${index}`, recordedAt: at, invalidatedAt: null, provenance: null },
        ];
        const times = { recordedAt: at, invalidatedAt: null, validFrom: null, validTo: null };
        const rest = { metadata: {}, provenance: null, pinned: false, mergedInto: null };
        yield {
          kind: "entity",
          entity: { id, place: workspace, name: `I${index}`, type: "t", observations, ...times, ...rest },
        };
      }
    };
    await fillDisk(filler());
    const refused = await refusal(memory.importData(records, "merge"));
    expect([refused?.code, refused?.hint]).to.satisfy(
      ([code, hint]: [string, string]) => code === "memory.unavailable" && /disk is full/i.test(hint),
    );
    expect(await memory.check(false)).to.deep.equal([]);
    rmSync(filler());
    const { created, skipped } = await memory.importData(records, "merge");
    expect(created + skipped).to.equal(600);
    expect((await memory.statistics(null)).entities).to.equal(600);
    expect(await memory.check(false)).to.deep.equal([]);
  });

  it("opens and reads an existing memory on a full disk, or fails with a hint", async () => {
    await store("Ada", "Ada lives in Berlin.");
    await memory.close();
    await fillDisk(filler());
    const opened = await open().catch((thrown: CaxtonError) => thrown);
    if ("code" in opened) {
      expect([opened.code, opened.hint]).to.satisfy(
        ([code, hint]: [string, string]) => code === "memory.unavailable" && /disk is full/i.test(hint),
      );
      rmSync(filler());
      memory = await open();
    } else {
      memory = opened;
    }
    expect(await names()).to.deep.equal(["Ada"]);
  });
};

if (canMount()) {
  describe("the embedded memory on a full disk", function () {
    this.timeout(120_000);
    suite();
  });
} else {
  writeSync(2, "      the test of a full disk is skipped: no file system can be mounted here\n");
}
