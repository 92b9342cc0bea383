import { expect } from "chai";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig } from "../../../src/config/load.ts";
import type { Environment } from "../../../src/config/types.ts";
import { CaxtonError } from "../../../src/domain/errors.ts";

describe("configuration of remote servers", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "caxton-config-"));
  });

  afterEach(async () => rm(folder, { recursive: true, force: true }));

  const load = async (lines: readonly string[], env: Environment = {}) => {
    await writeFile(
      join(folder, "caxton.yaml"),
      ["tools:", "  servers:", ...lines.map((line) => `    ${line}`)].join("\n"),
    );
    return loadConfig(env, folder);
  };

  const refusal = async (...given: Parameters<typeof load>): Promise<CaxtonError> => {
    const thrown: unknown = await load(...given).then(
      () => expect.fail("it was taken"),
      (error: unknown) => error,
    );
    expect(thrown).to.be.instanceOf(CaxtonError);
    return thrown as CaxtonError;
  };

  it("has none unless it names them", async () => {
    expect((await loadConfig({}, folder)).tools.servers).to.deep.equal([]);
  });

  it("fills in variables", async () => {
    const config = await load(
      [
        "- { name: web, url: 'https://example.org/mcp?key=s3cret-1', headers: { Authorization: 'Bearer ${TOKEN}' }, tools: [a] }",
        "- { name: local, command: npx, args: [--key=s3cret-2], env: { KEY: '${TOKEN}' }, cwd: here, tools: '*' }",
      ],
      { TOKEN: "s3cret-3" },
    );
    const [web, local] = config.tools.servers.map(({ transport }) => transport);
    expect(web).to.deep.include({ headers: { Authorization: "Bearer s3cret-3" } });
    expect(local).to.deep.include({ env: { KEY: "s3cret-3" }, cwd: join(folder, "here") });
  });

  it("says what is wrong and where", async () => {
    const wrong = await refusal(["- { name: web, url: 'https://example.org', tols: [a] }"]);
    expect(wrong.errors.map(({ message }) => message.split(":")[0])).to.have.members([
      "tools.servers[0].tools",
      "tools.servers[0].tols",
    ]);
    expect(wrong.errors[0]).to.include({ file: join(folder, "caxton.yaml"), line: 2 });
    const unset = await refusal(["- { name: web, url: 'https://example.org', headers: { A: '${NONE}' }, tools: [a] }"]);
    expect(unset.message).to.contain("tools.servers[0].headers.A: The variable NONE is not set.");
  });
});
