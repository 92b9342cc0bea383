/** `caxton agent test`: sends an agent's examples to the agent that the server runs. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { AgentDetails } from "../api/dto/agents.ts";
import type { AgentExample } from "../domain/agent.ts";
import { agentNamePattern } from "../domain/ids.ts";
import type { Client } from "./client.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import { examplesOf, failedExpectations } from "./expectations.ts";
import { moduleBeside } from "./module-file.ts";
import { CliFailure, toFailure } from "./failure.ts";
import { readReadiness } from "./health.ts";
import { durationOf } from "./message-send.ts";
import { printable } from "./output.ts";
import { writeJson, type Session } from "./session.ts";
import { readSource } from "./sources.ts";
import { renderTable } from "./tables.ts";
import { awaitReplies, sendMessage } from "./waiting.ts";

export interface TestArguments {
  readonly agent: string;
  readonly timeout: string;
}

interface Outcome {
  readonly name: string;
  readonly passed: boolean;
  /** The expectations that were not met. */
  readonly problems: readonly string[];
  readonly durationMs: number;
  readonly conversationId: string | null;
  readonly reply: { readonly performative: string; readonly content: unknown } | null;
}

interface Subject {
  readonly name: string;
  readonly version: string;
  readonly hash: string;
  readonly examples: readonly AgentExample[];
}

const getAgent = async (client: Client, name: string): Promise<AgentDetails> =>
  (await client.request<AgentDetails>("GET", `/agents/${encodeURIComponent(name)}`)).body;

const subjectByName = async (client: Client, name: string): Promise<Subject> => {
  const agent = await getAgent(client, name);
  const examples = examplesOf(agent.definition);
  if (examples === null) {
    throw new CliFailure(
      "agent.version_mismatch",
      `The examples of ${name} have a form that this version of caxton does not know.`,
      {
        exitCode: exitCodes.failure,
        hint: "Use the caxton command of the same version as the server.",
      },
    );
  }
  return { name: agent.name, version: agent.version, hash: agent.activeVersion, examples };
};

/** How long to wait for the server to load a file that was just saved, in milliseconds. */
const reloadMs = 2_000;

const otherVersion = (file: string, name: string): CliFailure =>
  new CliFailure("agent.version_mismatch", `The server runs another version of ${name} than the one in ${file}.`, {
    exitCode: exitCodes.refused,
    hint:
      `Save the file in the agents folder, or send it with “caxton agent create ${file} --replace”. ` +
      `“caxton agent test ${name}” tests the version on the server.`,
  });

/** The server must run the version in the file; testing another one would prove nothing. */
const subjectByFile = async (session: Session, client: Client, file: string): Promise<Subject> => {
  const source = await readSource(session, file);
  const { parseAgentSource } = await import("../agents/parse-agent-file.ts");
  const parsed = parseAgentSource(source.text, source.name, { module: moduleBeside(session.cwd, file) });
  if (!parsed.ok) {
    throw new CliFailure("agent_file.invalid", `${file} defines no agent.`, {
      exitCode: exitCodes.refused,
      hint: `“caxton agent validate ${file}” shows the mistakes and their positions.`,
      errors: parsed.error,
    });
  }
  const { definition, hash } = parsed.value;
  const until = performance.now() + reloadMs;
  for (;;) {
    const found = await getAgent(client, definition.name).catch((thrown: unknown) => toFailure(thrown));
    if (!(found instanceof CliFailure) && found.activeVersion === hash) {
      return { name: found.name, version: found.version, hash, examples: definition.examples };
    }
    if (performance.now() >= until) throw found instanceof CliFailure ? found : otherVersion(file, definition.name);
    await sleep(100, undefined, { signal: session.signal });
  }
};

const runExample = async (
  session: Session,
  client: Client,
  agent: string,
  example: AgentExample,
  timeoutMs: number,
) => {
  const started = performance.now();
  const outcome = (problems: readonly string[], rest: Pick<Outcome, "conversationId" | "reply">): Outcome => ({
    name: example.name,
    passed: problems.length === 0,
    problems,
    durationMs: Math.round(performance.now() - started),
    ...rest,
  });
  const message = { performative: "request", receivers: [agent], content: example.request };
  try {
    const accepted = await sendMessage(client, message, timeoutMs);
    const { conversationId } = accepted;
    const left = Math.ceil(timeoutMs - (performance.now() - started));
    const replies =
      accepted.replies ??
      (left > 0 ? await awaitReplies(client, accepted, { waitMs: left, signal: session.signal }) : null);
    const [reply] = replies ?? [];
    if (reply === undefined) return outcome(["no reply came in time"], { conversationId, reply: null });
    const { performative, content } = reply;
    return outcome(failedExpectations(example.expect, reply), { conversationId, reply: { performative, content } });
  } catch (thrown) {
    const failure = toFailure(thrown);
    // Without a server or a valid key, the other examples cannot pass either.
    if (failure.exitCode === exitCodes.unreachable || failure.category === "security") throw failure;
    return outcome([`${failure.message} (${failure.code})`], { conversationId: null, reply: null });
  }
};

/** Replies of the offline provider prove nothing, so the user should know. */
const warnOfOffline = async (session: Session, client: Client): Promise<void> => {
  const { llm } = await readReadiness(client);
  if (llm.isLanguageModel) return;
  session.err.write(`No language model is configured: the provider “${llm.provider}” answers from the prompt alone.\n`);
};

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;

const showOutcomes = (session: Session, subject: Subject, outcomes: readonly Outcome[], passed: number): void => {
  const { out } = session;
  const rows = outcomes.map(({ name, passed: good, durationMs, problems }) => [
    good ? "pass" : "FAIL",
    name,
    seconds(durationMs),
    problems[0] ?? "",
  ]);
  out.write(renderTable(out, ["RESULT", "EXAMPLE", "TIME", "PROBLEM"], rows));
  for (const { name, problems } of outcomes.filter((each) => each.problems.length > 1)) {
    out.write(`\n${printable(name)}:\n${problems.map((problem) => `  - ${printable(problem)}\n`).join("")}`);
  }
  const failed = outcomes.length - passed;
  const verdict = `${passed} passed, ${failed} failed`;
  out.write(
    `\n${subject.name} ${subject.version}: ${failed === 0 ? out.paint.green(verdict) : out.paint.red(verdict)}\n`,
  );
};

export const testAgent = async (session: Session, args: TestArguments): Promise<ExitCode> => {
  const timeoutMs = durationOf(args.timeout, "--timeout");
  const client = await session.client();
  const isName = agentNamePattern.test(args.agent) && !existsSync(resolve(session.cwd, args.agent));
  const subject = isName ? await subjectByName(client, args.agent) : await subjectByFile(session, client, args.agent);
  const { err } = session;
  if (!session.json) await warnOfOffline(session, client);
  const outcomes: Outcome[] = [];
  for (const [index, example] of subject.examples.entries()) {
    const progress = `[${index + 1}/${subject.examples.length}] ${printable(example.name)}`;
    if (err.isTerminal) err.write(`${progress} …`);
    const outcome = await runExample(session, client, subject.name, example, timeoutMs);
    outcomes.push(outcome);
    const verdict = outcome.passed ? err.paint.green("pass") : err.paint.red("FAIL");
    if (!session.json)
      err.write(`${err.isTerminal ? "\r\u001B[K" : ""}${progress} ${verdict} ${seconds(outcome.durationMs)}\n`);
  }
  const passed = outcomes.filter((each) => each.passed).length;
  if (session.json) {
    const { name, version, hash } = subject;
    writeJson(session, { agent: name, version, hash, passed, failed: outcomes.length - passed, results: outcomes });
  } else if (outcomes.length === 0) {
    err.write(`${subject.name} has no examples; add some under “examples” in its file.\n`);
  } else {
    showOutcomes(session, subject, outcomes, passed);
  }
  return passed === outcomes.length ? exitCodes.ok : exitCodes.testFailed;
};
