/** `caxton tool list`, `show`, `call`, `add`, `delete` and `servers`. */
import type { Tool, ToolCallResult, ToolServer } from "../api/dto/tools.ts";
import { isJsonObject, type JsonObject } from "../domain/json.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import { usageFailure } from "./failure.ts";
import { forOutput } from "./output.ts";
import { writeJson, type Session } from "./session.ts";
import { readSource } from "./sources.ts";
import { renderFields, renderTable } from "./tables.ts";

const pathOf = (name: string): string => `/tools/${encodeURIComponent(name)}`;

const placeOf = (tool: Tool): string => (tool.sandboxed ? "sandbox" : "outside");

export const listTools = async (session: Session): Promise<ExitCode> => {
  const items = await (await session.client()).list<Tool>("/tools", {});
  if (session.json) writeJson(session, { items });
  else {
    const rows = items.map((tool) => [tool.name, tool.origin, placeOf(tool), tool.description]);
    session.out.write(renderTable(session.out, ["NAME", "ORIGIN", "RUNS", "DESCRIPTION"], rows));
  }
  return exitCodes.ok;
};

/** The grants of a manifest by kind, complete, because operators look for them. */
const grantsOf = ({ manifest }: Tool): string | null => {
  const grants = manifest?.["grants"];
  if (!isJsonObject(grants)) return null;
  const given = Object.entries(grants).filter(([, list]) => Array.isArray(list) && list.length > 0);
  return given.length === 0 ? "none" : given.map(([kind, list]) => `${kind} ${JSON.stringify(list)}`).join("\n");
};

export const showTool = async (session: Session, { name }: { readonly name: string }): Promise<ExitCode> => {
  const tool = (await (await session.client()).request<Tool>("GET", pathOf(name))).body;
  if (session.json) writeJson(session, tool);
  else {
    session.out.write(
      renderFields(session.out, [
        ["name", tool.name],
        ["description", tool.description],
        ["origin", tool.origin],
        ["runs", placeOf(tool)],
        ["idempotent", tool.idempotent ? "yes" : "no"],
        ["timeout", `${tool.timeoutMs} ms`],
        ["grants", grantsOf(tool)],
        ["arguments", JSON.stringify(tool.inputSchema)],
        ["result", tool.outputSchema === null ? null : JSON.stringify(tool.outputSchema)],
      ]),
    );
  }
  return exitCodes.ok;
};

const argumentsIn = (text: string): JsonObject => {
  try {
    const value: unknown = JSON.parse(text);
    if (isJsonObject(value)) return value;
  } catch {
    // Reported below, together with values that are not objects.
  }
  throw usageFailure(
    "The arguments are not a JSON object.",
    `caxton tool call text_stats '{"text": "How many words?"}'`,
  );
};

export const callTool = async (
  session: Session,
  { name, arguments: given }: { readonly name: string; readonly arguments: string },
): Promise<ExitCode> => {
  const text = given === "-" ? await session.readInput() : given;
  const json = { arguments: argumentsIn(text) };
  const { body } = await (await session.client()).request<ToolCallResult>("POST", `${pathOf(name)}/call`, { json });
  if (session.json) writeJson(session, body);
  else {
    const { value } = body;
    session.out.write(
      `${forOutput(session.out, typeof value === "string" ? value : JSON.stringify(value, null, 2))}\n`,
    );
  }
  return exitCodes.ok;
};

export const addTool = async (
  session: Session,
  { manifest, module }: { readonly manifest: string; readonly module: string },
): Promise<ExitCode> => {
  const upload = {
    manifest: (await readSource(session, manifest)).text,
    module: (await readSource(session, module)).bytes,
  };
  const { body } = await (await session.client()).request<Tool>("POST", "/tools", { upload });
  if (session.json) writeJson(session, body);
  else session.out.write(`Added ${body.name}; grants: ${grantsOf(body) ?? "none"}\n`);
  return exitCodes.ok;
};

export const deleteTool = async (session: Session, { name }: { readonly name: string }): Promise<ExitCode> => {
  await (await session.client()).request<null>("DELETE", pathOf(name));
  if (session.json) writeJson(session, { deleted: [name] });
  else session.out.write(`Deleted ${name}\n`);
  return exitCodes.ok;
};

/** What an operator needs to know besides the state, in one line. */
const troubleOf = ({ error, refused, missing, truncated }: ToolServer): string =>
  [
    ...(error === null ? [] : [error]),
    ...(missing.length === 0 ? [] : [`does not offer ${missing.join(", ")}`]),
    ...refused.map(({ name, reason }) => `${name} is left out: ${reason}`),
    ...(truncated ? ["offers more tools than are taken"] : []),
  ].join("; ");

/** With a name, refreshes that server first. */
export const toolServers = async (
  session: Session,
  { name }: { readonly name?: string | undefined },
): Promise<ExitCode> => {
  const client = await session.client();
  const items =
    name === undefined
      ? await client.list<ToolServer>("/tool-servers", {})
      : [(await client.request<ToolServer>("POST", `/tool-servers/${encodeURIComponent(name)}/refresh`)).body];
  if (session.json) writeJson(session, { items });
  else {
    const rows = items.map((server) => [
      server.name,
      server.state,
      String(server.tools.length),
      server.address,
      troubleOf(server),
    ]);
    session.out.write(renderTable(session.out, ["NAME", "STATE", "TOOLS", "ADDRESS", "TROUBLE"], rows));
  }
  return exitCodes.ok;
};
