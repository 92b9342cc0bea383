import { expect } from "chai";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig } from "../../../src/config/load.ts";
import type { Environment } from "../../../src/config/types.ts";
import type { CaxtonError } from "../../../src/domain/errors.ts";

describe("configuration of Temporal", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "caxton-config-"));
    await writeFile(join(folder, "ca.pem"), "ca");
    await writeFile(join(folder, "cert.pem"), "cert");
    await writeFile(join(folder, "key.pem"), "key");
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  const temporal = async (env: Environment) => (await loadConfig(env, folder)).temporal;

  const mistakes = async (env: Environment): Promise<readonly string[]> => {
    try {
      await loadConfig(env, folder);
    } catch (thrown) {
      return (thrown as CaxtonError).errors.map(({ message }) => message);
    }
    return [];
  };

  const text = (data: Uint8Array | null | undefined) => (data == null ? null : Buffer.from(data).toString());

  it("reads the names of Temporal's own clients", async () => {
    const config = await temporal({
      TEMPORAL_ADDRESS: "t.example.org:7233",
      TEMPORAL_NAMESPACE: "teams.acct",
      TEMPORAL_API_KEY: "key",
      TEMPORAL_TLS_SERVER_NAME: "inner.example.org",
      TEMPORAL_TLS_SERVER_CA_CERT_PATH: "ca.pem",
      TEMPORAL_TLS_CLIENT_CERT_PATH: join(folder, "cert.pem"),
      TEMPORAL_TLS_CLIENT_KEY_DATA: "inline",
      TEMPORAL_GRPC_META_X_TEAM: "red",
    });
    expect(config).to.deep.include({
      address: "t.example.org:7233",
      namespace: "teams.acct",
      apiKey: "key",
      metadata: { "x-team": "red" },
    });
    expect(config.tls?.serverName).to.equal("inner.example.org");
    expect(text(config.tls?.serverCaCertificate)).to.equal("ca");
    expect(text(config.tls?.clientCertificate?.certificate)).to.equal("cert");
    expect(text(config.tls?.clientCertificate?.key)).to.equal("inline");
  });

  it("speaks TLS with an API key, and plain text when told so", async () => {
    const key = { TEMPORAL_ADDRESS: "t:7233", TEMPORAL_API_KEY: "key" };
    expect((await temporal(key)).tls).to.deep.equal({
      serverName: null,
      serverCaCertificate: null,
      clientCertificate: null,
    });
    expect((await temporal({ ...key, TEMPORAL_TLS: "false" })).tls).to.equal(null);
    expect((await temporal({ TEMPORAL_ADDRESS: "t:7233" })).tls).to.equal(null);
    expect((await temporal({ TEMPORAL_ADDRESS: "t:7233", TEMPORAL_TLS: "1" })).tls).not.to.equal(null);
  });

  it("takes the same from the file, where the environment wins", async () => {
    await mkdir(join(folder, "etc"));
    await writeFile(join(folder, "etc", "ca.pem"), "ca beside the file");
    await writeFile(
      join(folder, "etc", "caxton.yaml"),
      "temporal:\n  address: file:7233\n  namespace: from-file\n  tls: { enabled: true, server_ca_cert: ca.pem }\n",
    );
    const config = await temporal({ CAXTON_CONFIG_PATH: "etc/caxton.yaml", TEMPORAL_NAMESPACE: "from-env" });
    expect(config).to.include({ address: "file:7233", namespace: "from-env" });
    expect(text(config.tls?.serverCaCertificate)).to.equal("ca beside the file");
  });

  it("reads a profile where one is named, and never one that just lies in the home folder", async () => {
    const profiles =
      '[profile.default]\naddress = "home:7233"\n[profile.prod]\naddress = "prod:7233"\nnamespace = "p"\n';
    await mkdir(join(folder, ".config", "temporalio"), { recursive: true });
    await writeFile(join(folder, ".config", "temporalio", "temporal.toml"), profiles);
    await writeFile(join(folder, "mine.toml"), profiles);
    const home = { HOME: folder, XDG_CONFIG_HOME: join(folder, ".config") };
    expect((await temporal({ ...home, TEMPORAL_NAMESPACE: "x" })).address).to.equal(null);
    expect(await temporal({ ...home, TEMPORAL_CONFIG_FILE: "mine.toml", TEMPORAL_PROFILE: "prod" })).to.include({
      address: "prod:7233",
      namespace: "p",
    });
    expect((await temporal({ TEMPORAL_CONFIG_FILE: "mine.toml", TEMPORAL_ADDRESS: "env:1" })).address).to.equal(
      "env:1",
    );
    expect((await mistakes({ TEMPORAL_CONFIG_FILE: "mine.toml", TEMPORAL_PROFILE: "none" }))[0]).to.contain("none");
  });

  it("refuses what cannot be meant", async () => {
    const cases: readonly [Environment, RegExp][] = [
      [{ TEMPORAL_ADDRESS: "https://t.example.org" }, /host and a port/],
      [{ TEMPORAL_TLS: "maybe" }, /true or false/],
      [{ TEMPORAL_TLS_CLIENT_CERT_PATH: "cert.pem" }, /both the certificate and its key/],
      [{ TEMPORAL_TLS_SERVER_CA_CERT_PATH: "gone.pem" }, /no file .*gone\.pem/],
      [{ TEMPORAL_TLS_SERVER_CA_CERT_PATH: "ca.pem", TEMPORAL_TLS_SERVER_CA_CERT_DATA: "x" }, /both given/],
      [{ TEMPORAL_CONFIG_FILE: "gone.toml" }, /no file/],
      [{ TEMPORAL_TLS_DISABLE_HOST_VERIFICATION: "true" }, /always checks/],
    ];
    for (const [env, expected] of cases) {
      const [first] = await mistakes(env);
      expect(first, JSON.stringify(env)).to.match(expected);
    }
  });
});
