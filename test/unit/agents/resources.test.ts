import { expect } from "chai";
import { parseAgentFile } from "../../../src/agents/parse-agent-file.ts";
import type { AgentFileChecks, ParsedAgentFile } from "../../../src/agents/types.ts";
import type { Complaint } from "../../../src/domain/errors.ts";
import { cpuMillis, mebibytes, seconds } from "../../../src/domain/quantities.ts";
import type { ResourceLimits } from "../../../src/domain/resource-limits.ts";
import { ok } from "../../../src/domain/result.ts";
import type { ModuleHash } from "../../../src/domain/wasm.ts";
import { refusal, valueOf } from "../domain/support.ts";
import { expectOne, places } from "./support.ts";

const found: AgentFileChecks = { module: () => ok({ sha256: "0".repeat(64) as ModuleHash, bytes: 1 }) };

const underCeilings: AgentFileChecks = {
  ...found,
  ceilings: {
    memory: mebibytes(32),
    cpu: cpuMillis(2_000),
    executionTime: seconds(30),
    messageSize: mebibytes(2),
  },
};

const file = (more: string): string => `name: Echo\nmodule: m\n${more}\n`;
const parsed = (more: string, checks = found): ParsedAgentFile =>
  valueOf(parseAgentFile(file(more), "agent.yaml", checks));
const resourcesOf = (more: string, checks?: AgentFileChecks): ResourceLimits => {
  const { definition } = parsed(more, checks);
  return definition.kind === "wasm" ? definition.resources : expect.fail("This is no WASM agent.");
};
const complaintsOf = (more: string, checks = underCeilings): readonly Complaint[] =>
  refusal(parseAgentFile(file(more), "agent.yaml", checks));

describe("the limits of a WASM agent", () => {
  it("may be as high as the server's ceilings, and no higher", () => {
    const highest =
      "resources: { max_memory: 32MiB, max_cpu: 2s, max_execution_time: 30s, max_message_size: 2MiB }\n" +
      "limits: { timeout: 30s }";
    expect(parsed(highest, underCeilings).warnings).to.deep.equal([]);
    const complaints = complaintsOf(
      "resources:\n  max_memory: 1TiB\n  max_cpu: 2001ms\n  max_execution_time: 31s\n  max_message_size: 3MiB\n" +
        "limits:\n  timeout: 2h",
    );
    expect(places(complaints)).to.deep.equal(["4:15", "5:12", "6:23", "7:21", "9:12"]);
    expect(complaints.map(({ message }) => message)).to.deep.equal([
      "resources.max_memory of 1TiB is more than this server allows: at most 32MiB.",
      "resources.max_cpu of 2001ms is more than this server allows: at most 2s.",
      "resources.max_execution_time of 31s is more than this server allows: at most 30s.",
      "resources.max_message_size of 3MiB is more than this server allows: at most 2MiB.",
      "limits.timeout of 2h is more than this server allows: at most 30s.",
    ]);
    expect(complaints[0]?.suggestion).to.match(/at most 32MiB, or raise sandbox\.ceilings\.max_memory/);
    expect(complaints[4]?.suggestion).to.match(/sandbox\.ceilings\.max_execution_time/);
  });

  it("are not refused where the file does not give them", () => {
    const low = { ...underCeilings, ceilings: { ...underCeilings.ceilings!, memory: mebibytes(1) } };
    expect(resourcesOf("", low).maxMemoryBytes).to.equal(mebibytes(16));
  });

  it("can never include more memory than WebAssembly has, whoever checks the file", () => {
    expect(resourcesOf("resources: { max_memory: 4GiB }").maxMemoryBytes).to.equal(2 ** 32);
    expectOne(
      complaintsOf("resources: { max_memory: 5GiB }", found),
      "3:26",
      /max_memory of 5GiB.*WebAssembly memory.*at most 4GiB/,
    );
  });

  it("take limits.timeout as the time of a call, unless resources give a shorter one", () => {
    expect(resourcesOf("").maxExecutionTime).to.equal(seconds(10));
    expect(resourcesOf("limits: { timeout: 2s }").maxExecutionTime).to.equal(seconds(2));
    expect(resourcesOf("limits: { timeout: 1m }").maxExecutionTime).to.equal(seconds(60));
    const shorter = "limits: { timeout: 2s }\nresources: { max_execution_time: 20s }";
    expect(parsed(shorter).warnings).to.deep.equal([]);
    const longer = parsed("limits: { timeout: 1m }\nresources: { max_execution_time: 20s }");
    expectOne(longer.warnings, "3:20", /limits\.timeout of 1m has no effect.*after 20s/);
  });

  it("that count calls of models and tools have no effect, and a warning says so", () => {
    const { warnings } = parsed("limits: { max_turns: 3, maxToolCalls: 4, timeout: 2s, max_message_size: 1KiB }");
    expect(
      warnings.map(({ line, column, message }) => [line, column, message.match(/limits\.\w+/)?.[0]]),
    ).to.deep.equal([
      [3, 11, "limits.max_turns"],
      [3, 25, "limits.max_tool_calls"],
    ]);
  });
});
