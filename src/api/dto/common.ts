// What the resources of the API have in common. These types stand at the boundary: tsoa makes the OpenAPI document and
// the validation from them, so they are plain aliases with a pattern; `parse-….ts` turns them into domain values.
// (No doc comment: tsoa would take it for that of the first type.)

/**
 * A UUID such as 6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11.
 * @pattern ^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$ It must be a UUID such as 6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11.
 * @example "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11"
 */
export type Uuid = string;

/**
 * The name of an agent: 1 to 64 letters, digits, `-` and `_`; compared without case.
 * @pattern ^[A-Za-z0-9_-]{1,64}$ It takes 1 to 64 letters, digits, “-” and “_”.
 * @example "DataAnalyzer"
 */
export type AgentNameText = string;

/**
 * A capability: lower-case words joined by `-` or `_`, with dots for hierarchy, such as data-analysis.
 * @pattern ^[a-z0-9]+(?:[-_][a-z0-9]+)*(?:\.[a-z0-9]+(?:[-_][a-z0-9]+)*)*$ It takes lower-case letters and digits joined by “-” or “_”, with dots for hierarchy, such as data-analysis.
 * @maxLength 128
 * @example "data-analysis"
 */
export type CapabilityText = string;

/**
 * Who sent a message: a kind and a name, such as user:ada, agent:Greeter or service:billing.
 * @pattern ^(user|agent|system|service):[A-Za-z0-9._\x40-]{1,128}$ It takes a kind and a name, such as user:ada, agent:Greeter or service:billing.
 * @example "user:ada"
 */
export type SenderText = string;

/**
 * The SHA-256 of an agent's definition, in hexadecimal digits: the identity of a version.
 * @pattern ^[0-9a-f]{64}$ It takes 64 lower-case hexadecimal digits.
 * @example "3f786850e387550fdab836ed7e6dc881de23001b3f786850e387550fdab836ed"
 */
export type VersionHashText = string;

/**
 * A time in RFC 3339, such as 2026-11-23T12:00:00Z; answers are in UTC.
 * @format date-time
 * @example "2026-11-23T12:00:00.000Z"
 */
export type DateTimeText = string;

/**
 * A text of one line, of at most 256 characters, without control characters.
 * @pattern ^[^\u0000-\u001f\u007f]+$ It must be one line of text, without control characters.
 * @minLength 1
 * @maxLength 256
 */
export type ShortText = string;

/**
 * How many items a page holds.
 * @isInt limit must be a whole number.
 * @minimum 1 limit must be at least 1.
 * @maximum 200 limit must be at most 200.
 * @default 50
 */
export type PageLimit = number;

/**
 * Where the page begins: the `nextCursor` of the page before. Opaque.
 * @pattern ^[A-Za-z0-9_=-]+$ It must be the nextCursor of an earlier page, unchanged.
 * @maxLength 512
 */
export type PageCursor = string;

/** Any JSON object. */
export interface AnyObject {
  [key: string]: unknown;
}

/** One error in a request, with its place as exactly as it is known. */
export interface ProblemError {
  /**
   * JSON pointer (RFC 6901) into the body.
   * @example "/targetCapability"
   */
  pointer?: string;
  /** The name of the query parameter, header or path parameter. */
  parameter?: string;
  /** The agent file. */
  file?: string;
  /**
   * Line in the file, from 1.
   * @isInt
   */
  line?: number;
  /**
   * Column in the line, from 1.
   * @isInt
   */
  column?: number;
  /** What is wrong and why. */
  message: string;
  /** What to do about it. */
  suggestion?: string;
}

/**
 * An RFC 9457 problem document.
 * @example {
 *   "type": "urn:caxton:problem:agent.not_found",
 *   "title": "Agent not found",
 *   "status": 404,
 *   "detail": "There is no agent called “Greter”.",
 *   "code": "agent.not_found",
 *   "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
 *   "errors": [],
 *   "hint": "Did you mean Greeter?"
 * }
 */
export interface Problem {
  /** Identifies the kind of problem: `urn:caxton:problem:` and the code. */
  type: string;
  /** The kind of problem, for people. */
  title: string;
  /**
   * The HTTP status.
   * @isInt
   */
  status: number;
  /** What happened this time, and why. */
  detail: string;
  /** Stable, for programs: `agent.not_found`, `routing.no_capability_providers`, … */
  code: string;
  /** Identifies the request in logs and traces. */
  traceId: string;
  /** All errors in the request. */
  errors: ProblemError[];
  /** What to do about it. */
  hint?: string;
  /** Facts for programs, such as the nearest capabilities. */
  facts?: AnyObject;
}

/**
 * Makes repeating a request safe: the same key and body give the same answer, another body is `409`.
 * @pattern ^[\x21-\x7e]{1,255}$ It takes 1 to 255 printable ASCII characters.
 * @example "order-4711"
 */
export type IdempotencyKey = string;

/**
 * The ETag of the version that the change is meant for, or `*`.
 * @maxLength 1024
 * @example "\"3f786850e387550fdab836ed7e6dc881de23001b3f786850e387550fdab836ed\""
 */
export type IfMatch = string;

/**
 * `wait=N`: wait up to N seconds for the replies (RFC 7240).
 * @maxLength 256
 * @example "wait=10"
 */
export type Prefer = string;

/**
 * The `id` of the last event that you have; the stream continues after it.
 * @pattern ^[0-9]{1,15}$ It takes the id of an event, a whole number.
 * @example "1204"
 */
export type LastEventId = string;

/**
 * The name of a workspace.
 * @pattern ^[A-Za-z0-9._-]{1,64}$ It takes 1 to 64 letters, digits, “.”, “_” and “-”.
 * @example "default"
 */
export type WorkspaceText = string;

/**
 * The kind of an event, such as message.replied.
 * @pattern ^[a-z0-9_-]+(\.[a-z0-9_-]+)*$ It takes lower-case words joined by dots, such as message.replied.
 * @maxLength 128
 * @example "message.replied"
 */
export type EventKind = string;
