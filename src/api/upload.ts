/**
 * Reads `multipart/form-data` (RFC 7578) with a `manifest` and a `module`: the manifest becomes the request's body, the
 * module is put into the request's context. The body was read within its limit before, so Node.js' own parser is used.
 */
import { createHash } from "node:crypto";
import type { Request, Response } from "express";
import { CaxtonError } from "../domain/errors.ts";
import { invalidRequest } from "./check-request.ts";
import { contextOf } from "./context.ts";
import { agentFileType, yamlType } from "./media-types.ts";

const parts = new Set(["manifest", "module"]);

const textOf = async (part: ReturnType<FormData["get"]>): Promise<string | null> =>
  part === null ? null : typeof part === "string" ? part : part.text();

/** Whether the part says that it is YAML, by its type or by the name of its file. */
const isYaml = (part: ReturnType<FormData["get"]>): boolean =>
  part instanceof File && (/\.ya?ml$/i.test(part.name) || part.type.startsWith(yamlType));

const formOf = async (request: Request): Promise<FormData> => {
  try {
    const headers = { "content-type": request.header("content-type") ?? "" };
    return await new globalThis.Response(request.body as Buffer, { headers }).formData();
  } catch (cause) {
    throw new CaxtonError("request.malformed", "The body is not multipart/form-data.", {
      hint: "Send the parts “manifest” and “module”, as curl --form does.",
      cause,
    });
  }
};

/** Throws `request.malformed`, and `request.invalid` if a part is missing or unknown. */
export const readUpload = async (request: Request, response: Response): Promise<void> => {
  const form = await formOf(request);
  const unknown = [...form.keys()].filter((name) => !parts.has(name));
  const manifest = await textOf(form.get("manifest"));
  const module = form.get("module");
  const missing = [...(manifest === null ? ["manifest"] : []), ...(module instanceof Blob ? [] : ["module"])];
  if (unknown.length > 0 || missing.length > 0 || !(module instanceof Blob)) {
    throw invalidRequest([
      ...missing.map((name) => ({
        pointer: `/${name}`,
        message: name === "module" ? "There is no file “module”." : "There is no part “manifest”.",
        suggestion: "Send both: --form manifest=@agent.md --form module=@agent.wasm",
      })),
      ...unknown.map((name) => ({ pointer: `/${name}`, message: `There is no part “${name}”.` })),
    ]);
  }
  const context = contextOf(response);
  context.module = new Uint8Array(await module.arrayBuffer());
  const text = manifest ?? "";
  // Not the hash of the body as received: clients choose a new boundary for each request.
  context.bodyHash = createHash("sha256").update(text).update("\0").update(context.module).digest("hex");
  const takesYaml = context.operation?.body?.[yamlType] !== undefined;
  if (takesYaml && isYaml(form.get("manifest"))) {
    context.bodyType = yamlType;
    request.body = text;
    return;
  }
  const isJson = text.trimStart().startsWith("{");
  context.bodyType = isJson ? "application/json" : agentFileType;
  request.body = isJson ? parsed(text) : text;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : "";
    throw invalidRequest([
      { pointer: "/manifest", message: `The manifest looks like JSON, but is invalid: ${message}.` },
    ]);
  }
};
