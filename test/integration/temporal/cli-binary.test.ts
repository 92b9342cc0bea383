import { expect } from "chai";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { CaxtonError } from "../../../src/domain/errors.ts";
import { findTemporalCli, temporalCliVersion, type CliSources } from "../../../src/temporal/cli-binary.ts";
import { createProgress, type Progress } from "../../../src/temporal/progress.ts";
import { quietLog } from "../../support/temporal.ts";

const run = promisify(execFile);
const versionLine = "temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)";
const program = (prints: string) => `#!/bin/sh\necho "${prints}"\n`;
const silent: Progress = { update: () => undefined, say: () => undefined };
const arch = process.arch === "x64" ? "amd64" : process.arch;

describe("finding the Temporal CLI", () => {
  let folder: string;
  let dataDir: string;
  let bin: string;
  let archive: Buffer;
  let server: Server;
  let listener: RequestListener;
  let requests: string[];

  const put = async (file: string, text: string): Promise<string> => {
    await writeFile(file, text);
    await chmod(file, 0o755);
    return file;
  };

  before(async () => {
    const packed = await mkdtemp(join(tmpdir(), "caxton-archive-"));
    await put(join(packed, "temporal"), program(versionLine));
    await writeFile(join(packed, "LICENSE"), "MIT");
    await run("tar", ["-czf", join(packed, "a.tar.gz"), "-C", packed, "LICENSE", "temporal"]);
    archive = await readFile(join(packed, "a.tar.gz"));
    await rm(packed, { recursive: true });
  });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "caxton-cli-"));
    dataDir = join(folder, "data");
    bin = join(folder, "bin");
    await mkdir(bin);
    requests = [];
    listener = (_request, response) => response.end(archive);
    server = createServer((request, response) => {
      requests.push(request.url ?? "");
      listener(request, response);
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
    await rm(folder, { recursive: true, force: true });
  });

  const sources = (more: Partial<CliSources> = {}): Partial<CliSources> => ({
    downloadUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    checksums: { [`${process.platform}/${arch}`]: createHash("sha256").update(archive).digest("hex") },
    answerWithinMs: 30_000,
    silentForMs: 30_000,
    go: join(bin, "no-go"),
    ...more,
  });

  /** `bin` comes first on the path; the rest of it gives `sh` and `tar`. */
  const find = (more: Partial<Parameters<typeof findTemporalCli>[0]> = {}) =>
    findTemporalCli({
      cliPath: null,
      dataDir,
      environment: { PATH: `${bin}:/usr/bin:/bin`, HOME: folder },
      log: { ...quietLog, warn: () => undefined },
      progress: silent,
      sources: sources(),
      ...more,
    });

  const failure = async (more: Parameters<typeof find>[0] = {}): Promise<CaxtonError> => {
    try {
      await find(more);
    } catch (thrown) {
      expect(thrown).to.be.instanceOf(CaxtonError);
      return thrown as CaxtonError;
    }
    return expect.fail("a CLI was found");
  };

  it("takes the configured one, and no other", async () => {
    const cliPath = await put(join(folder, "mine"), program(versionLine));
    await put(join(bin, "temporal"), program(versionLine));
    expect(await find({ cliPath })).to.deep.equal({ path: cliPath, source: "configuration", version: versionLine });
    const error = await failure({ cliPath: join(folder, "gone") });
    expect(error.code).to.equal("temporal.no_server");
    expect(error.message).to.contain("ENOENT");
    expect(error.hint).to.contain("CAXTON_TEMPORAL_CLI");
    expect(requests).to.deep.equal([]);
  });

  it("takes the one on the PATH where it works", async () => {
    const path = await put(join(bin, "temporal"), program(versionLine));
    expect(await find()).to.include({ path, source: "path" });
  });

  it("passes over one on the PATH that is too old, broken or something else", async () => {
    for (const text of [
      program("temporal version 0.9.0 (Server 1.20.0, UI 2.0.0)"),
      program("temporal 3, a clock"),
      "#!/bin/sh\nexit 3\n",
    ]) {
      await put(join(bin, "temporal"), text);
      await rm(dataDir, { recursive: true, force: true });
      expect(await find()).to.include({ source: "download" });
    }
  });

  it("downloads it once, then takes it from the data folder", async () => {
    const cached = join(dataDir, "bin", `temporal-${temporalCliVersion}`);
    expect(await find()).to.deep.equal({ path: cached, source: "download", version: versionLine });
    expect(requests).to.deep.equal([`/cli/archive/v1.5.1?platform=${process.platform}&arch=${arch}`]);
    expect(await find()).to.include({ path: cached, source: "cache" });
    expect(requests).to.have.length(1);
    expect(await readdir(join(dataDir, "cache"))).to.deep.equal([]);
  });

  it("fetches it again when the cached one was changed or cut", async () => {
    const { path } = await find();
    await writeFile(path, program("temporal version 1.5.1 (Server 1.29.1, changed)"));
    expect(await find()).to.include({ source: "download", version: versionLine });
    await rm(path);
    expect(await find()).to.include({ source: "download", version: versionLine });
    expect(requests).to.have.length(3);
  });

  it("throws away what a killed run left in the cache folder", async () => {
    const { stdout } = await run("sh", ["-c", "echo $$"]);
    await mkdir(join(dataDir, "cache", `temporal-${stdout.trim()}-abc`), { recursive: true });
    await find();
    expect(await readdir(join(dataDir, "cache"))).to.deep.equal([]);
  });

  const badDownloads: readonly [string, RequestListener, RegExp, Partial<CliSources>?][] = [
    ["another file", (_request, response) => void response.end("something else"), /sent something other .* SHA-256/],
    ["nothing there", (_request, response) => void response.writeHead(404).end(), /answered 404/],
    ["a hanging server", () => undefined, /no answer within 0\.3 s/, { answerWithinMs: 300 }],
    [
      "a server that stops in the middle",
      (_request, response) => void response.writeHead(200, { "content-length": "1000" }).write("half"),
      /stalled for 0\.3 s/,
      { silentForMs: 300 },
    ],
    [
      "a cut connection",
      (_request, response) => {
        response.writeHead(200, { "content-length": "1000" }).write("half", () => response.destroy());
      },
      /terminated|UND_ERR_SOCKET|other side closed/,
    ],
  ];

  for (const [name, behaviour, expected, times] of badDownloads) {
    it(`survives a bad download: ${name}`, async () => {
      listener = behaviour;
      const error = await failure({ sources: sources(times) });
      expect(error.message).to.match(expected);
      expect(await readdir(join(dataDir, "bin"))).to.deep.equal([]);
      expect(await readdir(join(dataDir, "cache"))).to.deep.equal([]);
    });
  }

  it("refuses an archive that is none", async () => {
    const checksums = (data: string | Buffer) => ({
      [`${process.platform}/${arch}`]: createHash("sha256").update(data).digest("hex"),
    });
    listener = (_request, response) => response.end("no archive");
    expect((await failure({ sources: sources({ checksums: checksums("no archive") }) })).message).to.contain(
      "unpacked",
    );
  });

  const fakeGo = (version: string, install: string) =>
    put(
      join(bin, "go"),
      `#!/bin/sh
if [ "$1" = env ]; then
  echo '{"GOVERSION":"${version}","GOPROXY":"off","GOMODCACHE":"/nowhere","GOFLAGS":"-buildvcs=false"}'
else
  ${install}
fi
`,
    );

  const unreachable = () => sources({ downloadUrl: "http://127.0.0.1:9", go: "go" });

  it("builds it with Go where the download is out of reach, and keeps all of Go's files to itself", async () => {
    await fakeGo(
      "go1.26.8",
      `echo "go: downloading example.org/x v1" >&2
  for name in "$GOPATH" "$GOMODCACHE" "$GOCACHE" "$GOTMPDIR" "$GOBIN"; do
    case "$name" in "${dataDir}"/cache/*) mkdir -p "$name" ;; *) exit 7 ;; esac
  done
  case "$GOFLAGS" in *-modcacherw) ;; *) exit 8 ;; esac
  [ "$2 $3 $4" = "-trimpath -ldflags=-s -w github.com/temporalio/cli/cmd/temporal@v1.5.1" ] || exit 9
  printf '#!/bin/sh\\necho "${versionLine}"\\n' > "$GOBIN/temporal"`,
    );
    expect(await find({ sources: unreachable() })).to.include({ source: "go", version: versionLine });
    expect(await find({ sources: unreachable() })).to.include({ source: "cache" });
    expect(await readdir(join(dataDir, "cache"))).to.deep.equal([]);
  });

  it("says what Go said when it fails, and when Go is too old or too slow", async () => {
    await fakeGo("go1.26.8", 'echo "go: module lookup disabled" >&2; exit 1');
    expect((await failure({ sources: unreachable() })).message).to.contain("module lookup disabled");
    await fakeGo("go1.20.1", "exit 0");
    expect((await failure({ sources: unreachable() })).message).to.contain("go1.20.1");
    await fakeGo("go1.26.8", "exec sleep 60");
    const slow = await failure({ sources: { ...unreachable(), buildWithinMs: 200 } });
    expect(slow.message).to.contain("not ready within");
  });

  it("ends a build that is no longer wanted, and tries nothing else", async () => {
    const stopped = new AbortController();
    const reason = new CaxtonError("server.shutting_down", "stopped");
    await fakeGo("go1.26.8", 'echo "go: downloading example.org/x v1" >&2; exec sleep 60');
    const progress: Progress = {
      say: () => undefined,
      update: (text) => void (text.startsWith("Building") && stopped.abort(reason)),
    };
    expect(await failure({ sources: unreachable(), progress, signal: stopped.signal })).to.equal(reason);
    expect(await readdir(join(dataDir, "cache"))).to.deep.equal([]);
  });

  it("ends a download that is no longer wanted, without building", async () => {
    const stopped = new AbortController();
    const reason = new CaxtonError("server.shutting_down", "stopped");
    await fakeGo("go1.26.8", `touch "${folder}/built"`);
    listener = () => stopped.abort(reason);
    expect(await failure({ sources: sources({ go: "go" }), signal: stopped.signal })).to.equal(reason);
    expect(await readdir(folder)).not.to.include("built");
  });

  it("tells of every way and why it failed, and what to do, when none works", async () => {
    await put(join(bin, "temporal"), "#!/bin/sh\nexit 3\n");
    const error = await failure({ sources: { ...unreachable(), go: join(bin, "no-go") } });
    expect(error.code).to.equal("temporal.no_server");
    const ways = error.facts["ways"] as readonly { readonly way: string; readonly reason: string }[];
    expect(ways.map(({ way }) => way)).to.have.length(4);
    for (const { way, reason } of ways) {
      expect(reason, way).not.to.equal("");
      expect(error.message).to.contain(`${way}: ${reason}`);
    }
    for (const wayOut of ["TEMPORAL_ADDRESS", "CAXTON_TEMPORAL_CLI", "PATH", "temporal.download", "Go"]) {
      expect(error.hint).to.contain(wayOut);
    }
  });

  it("says so when the data folder cannot be written", async () => {
    await writeFile(dataDir, "a file in its place");
    expect((await failure()).message).to.match(/ENOTDIR|EEXIST/);
  });

  it("shows a changing line on a terminal, and few lines elsewhere", () => {
    const written: string[] = [];
    const stream = (isTTY: boolean) => ({ isTTY, write: (text: string) => written.push(text) });
    const lines = createProgress(stream(false), 1_000_000);
    for (const text of ["1", "2", "3"]) lines.update(text);
    lines.say("done");
    expect(written.splice(0)).to.deep.equal(["1\n", "done\n"]);
    const terminal = createProgress(stream(true));
    for (const text of ["1", "2"]) terminal.update(text);
    terminal.say("done");
    expect(written.join("")).to.equal("\r\u001B[K1\r\u001B[K2\r\u001B[Kdone\n");
  });
});
