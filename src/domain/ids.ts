/**
 * Names and ids as branded values. Each `parse…` function takes external input and returns the value or a message that
 * says what is wrong; internal code uses only the branded types.
 */
import type { Brand } from "./brand.ts";
import { fail, ok, type Result } from "./result.ts";
import { shown } from "./shown.ts";

/** A non-zero unsigned 64-bit integer in decimal; a string, because JSON numbers cannot hold it. */
export type AgentId = Brand<string, "AgentId">;
/** UUID, lower case. */
export type MessageId = Brand<string, "MessageId">;
/** UUID, lower case. */
export type ConversationId = Brand<string, "ConversationId">;
/** UUID, lower case. */
export type ApprovalId = Brand<string, "ApprovalId">;
/** 1–64 letters, digits, `-` and `_`; unique in a workspace, ignoring case. */
export type AgentName = Brand<string, "AgentName">;
/** Lower-case words joined by `-` or `_`, with dots for hierarchy: `data-analysis`, `report.monthly`. */
export type Capability = Brand<string, "Capability">;
/**
 * Semantic version of at most 256 characters, for users. The identity of an agent version is its {@link VersionHash}.
 */
export type Version = Brand<string, "Version">;
/** SHA-256 of an agent's definition, 64 lower-case hexadecimal digits. */
export type VersionHash = Brand<string, "VersionHash">;
/** The sender of a message: `user:ada`, `agent:Greeter`, `system:scheduler`. */
export type Sender = Brand<string, "Sender">;
/** 32 lower-case hexadecimal digits, not all zero (W3C Trace Context). */
export type TraceId = Brand<string, "TraceId">;
/** 16 lower-case hexadecimal digits, not all zero (W3C Trace Context). */
export type SpanId = Brand<string, "SpanId">;

/** An id from the first 8 of some random bytes; zero, which is not a valid id, becomes 1. */
export const agentIdFromBytes = (bytes: Uint8Array): AgentId => {
  const value = bytes.slice(0, 8).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return String(value === 0n ? 1n : value) as AgentId;
};

const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const uuidParser =
  <Id extends string>(what: string) =>
  (text: string): Result<Id, string> => {
    const lower = text.toLowerCase();
    return uuidForm.test(lower)
      ? ok(lower as Id)
      : fail(`${shown(text)} is not a ${what}: it must be a UUID such as 6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11.`);
  };

export const parseMessageId = uuidParser<MessageId>("message id");
export const parseConversationId = uuidParser<ConversationId>("conversation id");
export const parseApprovalId = uuidParser<ApprovalId>("approval id");

/**
 * A version 8 UUID (RFC 9562) from the hexadecimal digits of a digest, of which it needs 32: equal digests give equal
 * UUIDs. An operation that may run twice derives its ids this way, so that it never creates the same thing twice.
 */
export const uuidFromDigest = (hex: string): string => {
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

export const messageIdFromDigest = (hex: string): MessageId => uuidFromDigest(hex) as MessageId;

export const approvalIdFromDigest = (hex: string): ApprovalId => uuidFromDigest(hex) as ApprovalId;

const patternParser =
  <Value extends string>(pattern: RegExp, what: string, rule: string) =>
  (text: string): Result<Value, string> =>
    pattern.test(text) ? ok(text as Value) : fail(`${shown(text)} is not ${what}: ${rule}.`);

export const agentNamePattern = /^[A-Za-z0-9_-]{1,64}$/;
export const parseAgentName = patternParser<AgentName>(
  agentNamePattern,
  "an agent name",
  "it takes 1 to 64 letters, digits, “-” and “_”",
);

/** The key by which names are compared: names that differ only in case are equal. */
export const agentNameKey = (name: AgentName): string => name.toLowerCase();

export const capabilityPattern = /^(?=.{1,128}$)[a-z0-9]+(?:[-_][a-z0-9]+)*(?:\.[a-z0-9]+(?:[-_][a-z0-9]+)*)*$/;
export const parseCapability = patternParser<Capability>(
  capabilityPattern,
  "a capability",
  "it takes lower-case letters and digits joined by “-” or “_”, with dots for hierarchy, such as data-analysis or report.monthly",
);

/**
 * Derives a capability from a name: `DataAnalyzer` → `data-analyzer`, `HTTPClient` → `http-client`. Fails if the name
 * has no letter or digit.
 */
export const slugCapability = (name: string): Result<Capability, string> =>
  parseCapability(
    name
      .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
      .replace(/([A-Z])([A-Z][a-z])/g, "$1-$2")
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-|-$/g, ""),
  );

/** The pattern suggested by https://semver.org. */
const semanticVersion =
  /^(?=.{1,256}$)(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-(?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*)(?:\.(?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*))*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;
export const parseVersion = patternParser<Version>(
  semanticVersion,
  "a semantic version",
  "it takes three numbers, such as 1.4.0 or 2.0.0-beta.1",
);

/** Stands in for the version of an agent that is no longer registered. No definition has this hash. */
export const unknownVersion = "0".repeat(64) as VersionHash;

export const senderPattern = /^(user|agent|system|service):[A-Za-z0-9._@-]{1,128}$/;
export const parseSender = patternParser<Sender>(
  senderPattern,
  "a sender",
  "it takes a kind and a name, such as user:ada, agent:Greeter or service:billing",
);

export const agentSender = (name: AgentName): Sender => `agent:${name}` as Sender;

export const parseTraceId = patternParser<TraceId>(
  /^(?!0{32})[0-9a-f]{32}$/,
  "a trace id",
  "it takes 32 lower-case hexadecimal digits that are not all zero",
);
export const parseSpanId = patternParser<SpanId>(
  /^(?!0{16})[0-9a-f]{16}$/,
  "a span id",
  "it takes 16 lower-case hexadecimal digits that are not all zero",
);
