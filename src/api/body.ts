/** Reads request bodies: size, format and nesting limits, and errors for bodies that cannot be read. */
import { createHash } from "node:crypto";
import express, { type NextFunction, type Request, type RequestHandler, type Response } from "express";
import { CaxtonError } from "../domain/errors.ts";
import { formatByteSize, bytes } from "../domain/quantities.ts";
import { contextOf } from "./context.ts";
import { agentFileType, linesType, uploadType, yamlType } from "./media-types.ts";
import { readUpload } from "./upload.ts";

/** No valid request is nested deeper; unlimited nesting could exhaust the stack. */
const deepest = 64;

const isDeeperThan = (value: unknown, limit: number): boolean => {
  let level: unknown[] = [value];
  for (let depth = 0; depth <= limit; depth += 1) {
    level = level.flatMap((each) => (typeof each === "object" && each !== null ? Object.values(each) : []));
    if (level.length === 0) return false;
  }
  return true;
};

const tooLarge = (limit: number): CaxtonError =>
  new CaxtonError(
    "request.too_large",
    `The body is larger than the ${formatByteSize(bytes(limit))} that are allowed.`,
    {
      hint: "Send less, or let the operator raise server.max_body_size (for uploads and batches server.max_upload_size).",
      facts: { limitBytes: limit },
    },
  );

export const mediaTypeOf = (request: Request): string | null =>
  request.header("content-type")?.split(";")[0]?.trim().toLowerCase() ?? null;

const hasBody = (request: Request): boolean =>
  request.header("transfer-encoding") !== undefined || Number(request.header("content-length") ?? 0) > 0;

const unsupported = (message: string, takes: readonly string[]): CaxtonError =>
  new CaxtonError("request.unsupported_media_type", message, {
    hint: `Send the body as ${takes.join(" or ")}, and say so in Content-Type.`,
    facts: { takes },
  });

/** Errors of body-parser by `type`; other errors are passed on unchanged. */
export const bodyErrorOf = (thrown: unknown, limit: number): unknown => {
  const { type, message } = thrown as { readonly type?: unknown; readonly message?: unknown };
  if (typeof type !== "string") return thrown;
  if (type === "entity.too.large") return tooLarge(limit);
  if (type === "charset.unsupported" || type === "encoding.unsupported") {
    return unsupported(`The body cannot be read: ${String(message)}.`, [
      "UTF-8, plain or compressed with gzip, deflate or br",
    ]);
  }
  if (type === "entity.parse.failed" || type.startsWith("request.") || type.startsWith("entity.")) {
    return new CaxtonError("request.malformed", `The body cannot be read: ${String(message)}.`, {
      hint: "Send a complete body; a JSON body must be valid JSON (RFC 8259) in UTF-8.",
    });
  }
  return thrown;
};

/** How long a client may keep sending a rejected body before the connection is closed, in milliseconds. */
const lingerMs = 2_000;

/**
 * Rejects a body without reading it: the response is sent at once, and the connection is closed if the client does not
 * stop. Closing it at once would lose the response, because a client that is still writing sees a reset before it
 * reads.
 */
const cutIfItGoesOn = (request: Request): void => {
  const cut = (): void => {
    if (!request.complete) request.socket.destroy();
  };
  setTimeout(cut, lingerMs).unref();
};

export interface BodyLimits {
  readonly maxBodyBytes: number;
  readonly maxUploadBytes: number;
}

type Parser = (request: Request, response: Response) => Promise<void>;

const noteHash = (_request: unknown, response: unknown, body: Buffer): void => {
  contextOf(response as Response).bodyHash = createHash("sha256").update(body).digest("hex");
};

const asParser =
  (middleware: RequestHandler): Parser =>
  async (request, response) =>
    new Promise((resolve, reject) => {
      void middleware(request, response, (thrown?: unknown) => {
        if (thrown === undefined) resolve();
        // Passed on unchanged; `bodyErrorOf` classifies it.
        else {
          const refused = thrown as Error;
          reject(refused);
        }
      });
    });

const parsersFor = (limit: number): Readonly<Record<"json" | "text" | "upload", Parser>> => {
  const all = { limit, type: () => true, verify: noteHash };
  const raw = asParser(express.raw(all));
  return {
    json: asParser(express.json({ ...all, strict: false })),
    text: asParser(express.text(all)),
    upload: async (request, response) => {
      await raw(request, response);
      await readUpload(request, response);
    },
  };
};

/** Reads the body of an operation that takes one. */
export const readBody = ({ maxBodyBytes, maxUploadBytes }: BodyLimits): RequestHandler => {
  const ordinary = parsersFor(maxBodyBytes);
  const large = parsersFor(maxUploadBytes);

  return async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    const context = contextOf(response);
    const takes = Object.keys(context.operation?.body ?? {});
    const type = mediaTypeOf(request);
    const isLarge = type === uploadType || takes.includes(linesType);
    const limit = isLarge ? maxUploadBytes : maxBodyBytes;
    if (Number(request.header("content-length") ?? 0) > limit) {
      cutIfItGoesOn(request);
      throw tooLarge(limit);
    }
    if (takes.length === 0 || !hasBody(request)) return next();
    if (type === null || !takes.includes(type)) {
      throw unsupported(
        type === null ? "The request does not say what its body is." : `This does not take ${type}.`,
        takes,
      );
    }
    context.bodyType = type;
    const parsers = isLarge ? large : ordinary;
    const isText = [agentFileType, linesType, yamlType].includes(type);
    const parse = type === uploadType ? parsers.upload : isText ? parsers.text : parsers.json;
    try {
      await parse(request, response);
    } catch (thrown) {
      cutIfItGoesOn(request);
      throw bodyErrorOf(thrown, limit);
    }
    if (isDeeperThan(request.body, deepest)) throw tooDeep();
    return next();
  };
};

const tooDeep = (): CaxtonError =>
  new CaxtonError("request.invalid", `The body is nested deeper than ${deepest} levels.`, {
    hint: "Send flatter JSON, or put the value into a text.",
  });
