/** Translates errors of the SDK and the network into CaxtonErrors. */
import { ProtocolError, SdkError, SdkErrorCode, SdkHttpError } from "@modelcontextprotocol/client";
import { CaxtonError } from "../../domain/errors.ts";
import { isTooLarge } from "./too-large.ts";

const longestReason = 500;

const clip = (text: string): string => (text.length > longestReason ? `${text.slice(0, longestReason)}…` : text);

/** The message of an error; for the uninformative `fetch failed`, that of its cause. */
export const reasonOf = (thrown: unknown): string => {
  if (!(thrown instanceof Error)) return clip(String(thrown));
  if (thrown instanceof AggregateError && thrown.errors.length > 0) return reasonOf(thrown.errors[0]);
  const saysNothing = thrown.message === "" || thrown.message.endsWith("fetch failed");
  return saysNothing && thrown.cause instanceof Error ? reasonOf(thrown.cause) : clip(thrown.message);
};

const unavailable = (server: string, reason: string, cause: unknown): CaxtonError =>
  new CaxtonError("tool.remote_unavailable", `The MCP server “${server}” does not answer: ${reason}.`, {
    hint: "Check the server, and its entry under tools.servers in the configuration.",
    cause,
  });

const refused = (server: string, reason: string, cause: unknown): CaxtonError =>
  new CaxtonError("tool.remote_refused", `The MCP server “${server}” refuses the request: ${reason}.`, {
    hint: "Check the address and headers of its entry under tools.servers in the configuration.",
    cause,
  });

const ofHttp = (server: string, error: SdkHttpError): CaxtonError => {
  const { status, statusText } = error.data;
  const answer = `it answered ${status}${statusText === undefined || statusText === "" ? "" : ` ${statusText}`}`;
  if (status >= 300 && status < 400) return refused(server, clip(error.message), error);
  const mayPass = status === undefined || status >= 500 || status === 404 || status === 408 || status === 429;
  return (mayPass ? unavailable : refused)(server, answer, error);
};

const timedOut = (server: string, what: string, ms: number, cause: unknown): CaxtonError =>
  new CaxtonError("tool.timeout", `${what} of the MCP server “${server}” took longer than ${ms} ms.`, {
    hint: "Raise call_timeout of the server in the configuration if it needs longer.",
    cause,
  });

const ofProtocol = (server: string, what: string, error: ProtocolError): CaxtonError => {
  const reason = clip(error.message);
  if (error.code === -32_602) {
    return new CaxtonError("tool.invalid_arguments", `${what} of the MCP server “${server}”: ${reason}.`, {
      cause: error,
    });
  }
  if (error.code === -32_601) {
    return new CaxtonError("tool.not_found", `The MCP server “${server}” does not know ${what}: ${reason}.`, {
      cause: error,
    });
  }
  return new CaxtonError("tool.failed", `${what} of the MCP server “${server}” failed: ${reason}.`, { cause: error });
};

const resultTooLarge = (server: string, what: string, cause: unknown): CaxtonError =>
  new CaxtonError("tool.invalid_result", `${what} of the MCP server “${server}” returned more than the size limit.`, {
    hint: "Ask for less, or raise max_result_size of the server in the configuration.",
    cause,
  });

/** Names of errors for invalid protocol messages; RangeError is thrown for JSON that is nested too deep. */
const garbled: ReadonlySet<string> = new Set(["SyntaxError", "ZodError", "$ZodError", "RangeError"]);

const codeOf = (thrown: unknown): string => {
  const from = thrown instanceof Error && thrown.cause !== undefined ? thrown.cause : thrown;
  return typeof from === "object" && from !== null && "code" in from ? String(from.code) : "";
};

/** `what` starts a sentence, such as `The tool “search”`; `timeoutMs` is the limit named in a timeout message. */
export const remoteFailure = (server: string, what: string, timeoutMs: number, thrown: unknown): CaxtonError => {
  if (thrown instanceof CaxtonError) return thrown;
  if (isTooLarge(thrown)) return resultTooLarge(server, what, thrown);
  if (thrown instanceof SdkHttpError) return ofHttp(server, thrown);
  if (thrown instanceof ProtocolError) return ofProtocol(server, what, thrown);
  if (thrown instanceof SdkError) {
    switch (thrown.code) {
      case SdkErrorCode.RequestTimeout:
        return timedOut(server, what, timeoutMs, thrown);
      case SdkErrorCode.UnsupportedResultType:
        return new CaxtonError(
          "tool.reported_failure",
          `${what} of the MCP server “${server}” asks for user input, which Caxton does not support.`,
          { cause: thrown },
        );
      case SdkErrorCode.InvalidResult:
      case SdkErrorCode.ClientHttpUnexpectedContent:
        return new CaxtonError("tool.invalid_result", `${what} of the MCP server “${server}”: ${reasonOf(thrown)}.`, {
          cause: thrown,
        });
      default:
        return unavailable(server, reasonOf(thrown), thrown);
    }
  }
  if (thrown instanceof Error && garbled.has(thrown.name)) {
    return new CaxtonError("tool.invalid_result", `The MCP server “${server}” sent an invalid message.`, {
      cause: thrown,
    });
  }
  if (/^UND_ERR_(?:HEADERS|BODY)_TIMEOUT$/.test(codeOf(thrown))) return timedOut(server, what, timeoutMs, thrown);
  return unavailable(server, reasonOf(thrown), thrown);
};

/** Whether the server has forgotten the session: the request was not executed and may be sent again in a new one. */
export const isSessionGone = (thrown: unknown, hadSession: boolean): boolean => {
  if (!hadSession || !(thrown instanceof SdkHttpError)) return false;
  const { status, text } = thrown.data as { readonly status?: number; readonly text?: unknown };
  return status === 404 || (status === 400 && typeof text === "string" && /session/i.test(text));
};
