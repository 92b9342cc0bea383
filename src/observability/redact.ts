/** Removes secrets from log records. */

/** The replacement for a secret. */
export const redacted = "[redacted]";

/** Names, without case and separators, whose values are redacted. */
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

/** Secrets inside a text: Caxton's keys, keys of OpenAI and similar services, bearer tokens. */
const secretTexts = /\bcaxton_[A-Za-z0-9_-]{20,}|\bsk-[A-Za-z0-9_-]{16,}|\bBearer\s+[A-Za-z0-9._~+/-]{8,}=*/g;

/** Replaces secrets that are recognisable by their form. */
export const redactText = (text: string): string => text.replaceAll(secretTexts, redacted);

/** Deeper values are left out, so that records stay small and cycles end. */
const deepest = 8;

const redactBelow = (value: unknown, depth: number): unknown => {
  if (typeof value !== "object" || value === null) return value;
  if (depth > deepest) return "[too deep]";
  if (Array.isArray(value)) return value.map((each) => redactBelow(each, depth + 1));
  // Other objects (a Date, an Error, a Buffer) have their own representation, which must not be lost.
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, isSecretName(name) ? redacted : redactBelow(each, depth + 1)]),
  );
};

/** Returns a copy in which the values of secret keys are replaced at any depth. */
export const redactFields = (facts: object): Record<string, unknown> =>
  redactBelow(facts, 0) as Record<string, unknown>;
