/** A memory created by a user's module. */
import { expect } from "chai";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openBackend } from "../../../src/composition/open-backend.ts";
import { memoryConfig } from "../../support/memory-servers.ts";
import { sharedEmbedder, workspace } from "../../support/memory.ts";

const embedded = fileURLToPath(new URL("../../../src/memory/embedded/backend.ts", import.meta.url));

describe("a custom memory", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "caxton-custom-memory-"));
  });
  after(async () => rm(folder, { recursive: true, force: true }));

  const opened = async (source: string, settings = {}) => {
    const module = join(folder, `${Math.random()}.mjs`);
    await writeFile(module, source);
    return openBackend(memoryConfig({ custom: { module, settings } }), "custom", await sharedEmbedder());
  };

  it("is created by a module's default export from its settings, the model and the quotas", async () => {
    const memory = await opened(
      `import { openEmbeddedMemory } from ${JSON.stringify(embedded)};
       export default async ({ settings, embedder, quotas }) =>
         ({ ...(await openEmbeddedMemory({ file: settings.file, embedder, quotas })), name: "mine" });`,
      { file: join(folder, "mine.db") },
    );
    await memory.storeEntity({ place: workspace, name: "Ada", type: "person", observations: ["Ada likes tea."] });
    expect(await memory.semanticSearch("drinks", { places: [workspace] }, 5, 0)).to.have.length(1);
    expect(memory.name).to.equal("mine");
    await memory.close();
  });

  it("is refused with a list of missing methods", async () => {
    const cases: readonly (readonly [string, string])[] = [
      ["export default () => ({ name: 'x', ping: () => 1 });", "storeEntity"],
      ["export default () => null;", "lacks name, storeEntity"],
      ["export const memory = 1;", "default export"],
      ["syntax error", "cannot be loaded"],
    ];
    for (const [source, why] of cases) {
      const error = await opened(source).catch((thrown: unknown) => thrown);
      expect(error).to.deep.include({ code: "configuration.invalid" });
      expect((error as Error).message).to.contain(why);
    }
    const nowhere = await openBackend(memoryConfig({}), "custom", await sharedEmbedder()).catch(
      (thrown: unknown) => thrown,
    );
    expect(nowhere).to.deep.include({ code: "configuration.invalid" });
  });
});
