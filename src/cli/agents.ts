/** `caxton agent list`, `show`, `create` and `delete`. */
import { basename, dirname, join } from "node:path";
import type { Agent, AgentDetails } from "../api/dto/agents.ts";
import { isYamlFile } from "../agents/file-names.ts";
import type { Complaint } from "../domain/errors.ts";
import { ok } from "../domain/result.ts";
import type { ModuleHash } from "../domain/wasm.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import { CliFailure, usageFailure } from "./failure.ts";
import { forOutput } from "./output.ts";
import { readSource, type Source } from "./sources.ts";
import { renderComplaint } from "./source-excerpt.ts";
import { writeJson, type Session } from "./session.ts";
import { renderFields, renderTable } from "./tables.ts";

export interface ListArguments {
  readonly capability?: string | undefined;
  readonly kind?: string | undefined;
  readonly state?: string | undefined;
  readonly limit?: number | undefined;
}

const capabilitiesOf = (agent: Agent): string => agent.capabilities.map(({ name }) => name).join(", ");

export const listAgents = async (session: Session, args: ListArguments): Promise<ExitCode> => {
  const client = await session.client();
  const { capability, kind, state, limit } = args;
  const items = await client.list<Agent>("/agents", { capability, kind, state }, limit);
  if (session.json) {
    writeJson(session, { items });
  } else if (items.length === 0) {
    session.err.write(
      "There are no such agents. Put an agent file into the agents folder, or use “caxton agent create”.\n",
    );
  } else {
    const rows = items.map((agent) => [
      agent.name,
      agent.version,
      agent.state,
      agent.origin,
      capabilitiesOf(agent),
      agent.failure ?? agent.description,
    ]);
    const head = ["NAME", "VERSION", "STATE", "ORIGIN", "CAPABILITIES", "DESCRIPTION"];
    session.out.write(renderTable(session.out, head, rows));
  }
  return exitCodes.ok;
};

const pathOf = (name: string): string => `/agents/${encodeURIComponent(name)}`;

export const getAgent = async (session: Session, name: string): Promise<AgentDetails> =>
  (await (await session.client()).request<AgentDetails>("GET", pathOf(name))).body;

const namesOf = (value: unknown): string | null => (Array.isArray(value) ? value.join(", ") : null);

export const showAgent = async (
  session: Session,
  { name, source }: { readonly name: string; readonly source: boolean },
): Promise<ExitCode> => {
  const agent = await getAgent(session, name);
  if (session.json) {
    writeJson(session, agent);
  } else if (source) {
    session.out.write(forOutput(session.out, agent.source.endsWith("\n") ? agent.source : `${agent.source}\n`));
  } else {
    const { definition } = agent;
    const examples = Array.isArray(definition["examples"]) ? definition["examples"].length : 0;
    const fields: [string, string | null][] = [
      ["name", agent.name],
      ["description", agent.description],
      ["state", agent.state],
      ["failure", agent.failure],
      ["version", `${agent.version} (${agent.activeVersion.slice(0, 12)})`],
      ["kind", agent.kind],
      ["origin", agent.file === null ? agent.origin : `${agent.origin} ${agent.file}`],
      ["capabilities", capabilitiesOf(agent)],
      ["tools", namesOf(definition["tools"])],
      ["model", typeof definition["model"] === "string" ? definition["model"] : "the server’s default"],
      ["examples", String(examples)],
      ["created", agent.createdAt],
      ["updated", agent.updatedAt],
    ];
    session.out.write(renderFields(session.out, fields));
  }
  return exitCodes.ok;
};

/** The server reports positions in the text without the file's name, which is added here. */
const withPlaces = (failure: unknown, source: Source): unknown => {
  if (!(failure instanceof CliFailure) || failure.code !== "agent_file.invalid" || failure.problem === null)
    return failure;
  const errors = failure.errors.map((complaint): Complaint => ({ ...complaint, file: source.name }));
  const { message, hint, exitCode, problem } = failure;
  return new CliFailure(failure.code, message, {
    exitCode,
    hint,
    errors,
    problem: { ...problem, errors: errors.map((each) => ({ ...each })) },
    cause: failure,
  });
};

const showComplaints = (
  session: Session,
  source: Source,
  complaints: readonly Complaint[],
  kind: "error" | "warning",
) => {
  if (session.json) return;
  for (const complaint of complaints) {
    const named = { ...complaint, file: source.name };
    session.err.write(renderComplaint(session.err, named, kind, source.text));
  }
};

const typeOf = (name: string): string => {
  if (isYamlFile(name)) return "application/yaml";
  return name.toLowerCase().endsWith(".json") ? "application/json" : "text/markdown";
};

const definitionBody = (source: Source) => ({ content: source.text, type: typeOf(source.name) });

interface Outline {
  readonly name: string;
  /** The module path in the file of a WASM agent; null if the server already has the module, and for other agents. */
  readonly module: string | null;
}

/** The agent's name, which a replacement has in its path, and the module, which is uploaded with the file. */
const outlineOf = async (source: Source): Promise<Outline> => {
  const { parseAgentSource } = await import("../agents/parse-agent-file.ts");
  let module: string | null = null;
  const parsed = parseAgentSource(source.text, source.name, {
    module: (reference) => {
      module = reference.startsWith("sha256:") ? null : reference;
      return ok({ sha256: "0".repeat(64) as ModuleHash, bytes: 0 });
    },
  });
  if (parsed.ok) return { name: parsed.value.definition.name, module };
  throw new CliFailure("agent_file.invalid", `${source.name} defines no agent.`, {
    exitCode: exitCodes.refused,
    hint: `“caxton agent validate ${source.name}” shows the mistakes and their positions.`,
    errors: parsed.error,
  });
};

/** The module is beside the agent file, as in the agents folder. */
const readModule = async (session: Session, file: string, module: string): Promise<Source> =>
  readSource(session, file === "-" ? module : join(dirname(file), module));

export const createAgent = async (
  session: Session,
  { file, replace }: { readonly file: string; readonly replace: boolean },
): Promise<ExitCode> => {
  const source = await readSource(session, file);
  const client = await session.client();
  const send = async () => {
    // The server reports mistakes in the file, but a replacement needs the name.
    const outline = await outlineOf(source).catch((thrown: unknown) => {
      if (replace) throw thrown;
      return null;
    });
    const content =
      outline === null || outline.module === null
        ? { text: definitionBody(source) }
        : {
            upload: {
              manifest: source.text,
              ...(isYamlFile(source.name) ? { manifestName: basename(source.name) } : {}),
              module: (await readModule(session, file, outline.module)).bytes,
            },
          };
    if (!replace || outline === null) return client.request<AgentDetails>("POST", "/agents", content);
    const path = pathOf(outline.name);
    const present = await client.request<AgentDetails>("GET", path, { also: [404] });
    return present.status === 404
      ? client.request<AgentDetails>("POST", "/agents", content)
      : client.request<AgentDetails>("PUT", path, {
          ...content,
          headers: { "If-Match": present.headers.get("etag") ?? "*" },
        });
  };
  try {
    const { body, status } = await send();
    showComplaints(session, source, body.warnings, "warning");
    if (session.json) writeJson(session, body);
    else {
      const done = status === 201 ? "Created" : "Replaced";
      session.out.write(
        `${done} ${body.name} ${body.version} (${body.activeVersion.slice(0, 12)}): ${capabilitiesOf(body)}\n`,
      );
    }
    return exitCodes.ok;
  } catch (thrown) {
    const failure = withPlaces(thrown, source);
    if (session.json || !(failure instanceof CliFailure) || failure.errors.length === 0) throw failure;
    showComplaints(session, source, failure.errors, "error");
    const { code, message, exitCode, hint } = failure;
    throw new CliFailure(code, message, { exitCode, hint, cause: failure });
  }
};

export const deleteAgents = async (
  session: Session,
  { names }: { readonly names: readonly string[] },
): Promise<ExitCode> => {
  if (names.length === 0) throw usageFailure("Which agent?", "caxton agent delete <name…>");
  const client = await session.client();
  for (const name of names) {
    await client.request<null>("DELETE", pathOf(name));
    if (!session.json) session.out.write(`Deleted ${name}\n`);
  }
  if (session.json) writeJson(session, { deleted: names });
  return exitCodes.ok;
};
