/** Keeping secrets out of what is written down. */

/** What stands in the place of a secret. */
export const redacted = "[redacted]";

/** Names, without case and separators, whose values are never written. */
const secretNames: ReadonlySet<string> = new Set([
  "authorization",
  "proxyauthorization",
  "apikey",
  "xapikey",
  "openaiapikey",
  "temporalapikey",
  "secret",
  "clientsecret",
  "password",
  "accesstoken",
  "refreshtoken",
  "cookie",
  "setcookie",
]);

const isSecretName = (name: string): boolean => secretNames.has(name.toLowerCase().replaceAll(/[-_]/g, ""));

/** Secrets that stand in the middle of a text: Caxton's keys, the keys of OpenAI and its like, bearer tokens. */
const secretTexts = /\bcaxton_[A-Za-z0-9_-]{20,}|\bsk-[A-Za-z0-9_-]{16,}|\bBearer\s+[A-Za-z0-9._~+/-]{8,}=*/g;

/** The text without secrets that give themselves away by their form. */
export const redactText = (text: string): string => text.replaceAll(secretTexts, redacted);

/** Deeper values are left out, so that a record stays small and a cycle ends. */
const deepest = 8;

const redactBelow = (value: unknown, depth: number): unknown => {
  if (typeof value !== "object" || value === null) return value;
  if (depth > deepest) return "[too deep]";
  if (Array.isArray(value)) return value.map((each) => redactBelow(each, depth + 1));
  // What is no plain object (a Date, an Error, a Buffer) has a form of its own that must not be lost.
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, isSecretName(name) ? redacted : redactBelow(each, depth + 1)]),
  );
};

/** A copy in which the value of every key that names a secret is replaced, at any depth. */
export const redactFields = (facts: object): Record<string, unknown> =>
  redactBelow(facts, 0) as Record<string, unknown>;
