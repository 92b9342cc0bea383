/** Thousands of requests that nobody thought of, made from the document by Schemathesis (PyPI), against a real server. */
import { expect } from "chai";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { greeterFile, startTestServer } from "../../support/api-server.ts";

const ownCopy = fileURLToPath(new URL("../../../.caxton-test/venv/bin/schemathesis", import.meta.url));

const findSchemathesis = (): string => {
  const onPath = (process.env["PATH"] ?? "").split(delimiter).map((folder) => join(folder, "schemathesis"));
  const found = [ownCopy, ...onPath].find((file) => existsSync(file));
  if (found === undefined) {
    expect.fail("Schemathesis is not installed. Run scripts/test-tools.sh (it needs Python 3.10 or newer).");
  }
  return found;
};

/**
 * Left out: `positive_data_acceptance`, for a schema cannot say that a time must lie ahead or that an agent must exist;
 * `allow_header_conformance`, for an agent may be called “validate”, so that path has more methods than it documents.
 */
const checks = [
  "not_a_server_error",
  "status_code_conformance",
  "content_type_conformance",
  "response_schema_conformance",
  "response_headers_conformance",
  "negative_data_rejection",
  "missing_required_header",
  "unsupported_method",
  "ignored_auth",
  "use_after_free",
  "ensure_resource_availability",
];

interface Outcome {
  readonly failed: boolean;
  readonly output: string;
}

/** In a folder of its own, for it leaves its notes where it runs. */
const run = async (file: string, args: readonly string[]): Promise<Outcome> => {
  const cwd = await mkdtemp(join(tmpdir(), "caxton-schemathesis-"));
  const hooks = fileURLToPath(new URL("../../support/schemathesis_hooks.py", import.meta.url));
  const env = { ...process.env, NO_COLOR: "1", SCHEMATHESIS_HOOKS: hooks, PYTHONDONTWRITEBYTECODE: "1" };
  const options = { cwd, maxBuffer: 64 * 1024 * 1024, env };
  try {
    const { stdout } = await promisify(execFile)(file, [...args], options);
    return { failed: false, output: stdout };
  } catch (thrown) {
    const { message, stdout, stderr } = thrown as { message: string; stdout?: string; stderr?: string };
    return { failed: true, output: `${message}\n${stdout ?? ""}${stderr ?? ""}` };
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
};

describe("API: Schemathesis", function () {
  this.timeout(600_000);

  it("finds no server error and no answer that the document does not show", async () => {
    const schemathesis = findSchemathesis();
    const server = await startTestServer({ limits: { maxWaitMs: 1_000 } });
    try {
      await server.call("POST", "/api/v1/agents", { body: greeterFile, type: "text/markdown" });
      const { failed, output } = await run(schemathesis, [
        ...["--config-file", fileURLToPath(new URL("../../support/schemathesis.toml", import.meta.url)), "run"],
        `${server.url}/openapi.json`,
        ...["--header", `Authorization: Bearer ${server.adminKey}`],
        ...["--checks", checks.join(",")],
        // The same requests every time: a test that fails by chance is no test.
        ...["--max-examples", "30", "--seed", "20261123", "--generation-database", "none"],
        // Who follows events, or waits for a reply, is let go then; that is no failure.
        ...["--request-timeout", "5", "--continue-on-failure"],
      ]);
      expect(failed, output).to.equal(false);
      expect(output).to.match(/\d{3,} generated, \d+ passed/);
      // Else it would have been locked out early, and found nothing for that reason.
      expect(output).to.not.contain("Authentication failed");
      expect(server.logged).to.deep.equal([]);
    } finally {
      await server.stop();
    }
  });
});
