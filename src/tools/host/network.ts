/** `http_request`: what a tool may ask of the network, checked anew at every redirect. */
import { CaxtonError } from "../../domain/errors.ts";
import { isJsonObject, type JsonObject } from "../../domain/json.ts";
import type { SecretGrant, ToolManifest } from "../manifest-types.ts";
import { chooseDestination, matchesHost, portOf, type Resolve } from "./addresses.ts";
import { encodeFrame } from "./frames.ts";
import { exchange, type Answer } from "./http-exchange.ts";
import type { HostCall, HostFunction } from "./types.ts";

export interface NetworkDependencies {
  readonly resolve: Resolve;
  /** Where secrets are taken from. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const mostRedirects = 5;

const wrong = (message: string): CaxtonError => new CaxtonError("tool.invalid_arguments", message);

const urlOf = (text: unknown, base?: URL): URL => {
  const url = typeof text === "string" && URL.canParse(text, base?.href) ? new URL(text, base) : null;
  if (url === null) throw wrong(`“${String(text).slice(0, 200)}” is no URL.`);
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw wrong(`Only http and https are spoken, not ${url.protocol}`);
  if (url.username !== "" || url.password !== "") throw wrong("A URL with a user name or a password is refused.");
  return url;
};

/** Headers that belong to the connection, or that the host sets itself (RFC 9110, 7.6.1). */
const ownHeaders = new Set([
  ..."host connection content-length transfer-encoding upgrade te trailer keep-alive expect proxy-connection".split(
    " ",
  ),
  ..."proxy-authorization accept-encoding".split(" "),
]);

const headersOf = (given: unknown): Record<string, string> => {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(isJsonObject(given) ? given : {})) {
    const text = String(value);
    if (!/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(name)) throw wrong(`“${name.slice(0, 100)}” is no name of a header.`);
    if (/[^\t\x20-\x7e\x80-\xff]/.test(text))
      throw wrong(`The header ${name} has characters that a header cannot have.`);
    if (ownHeaders.has(name.toLowerCase())) throw wrong(`The header ${name} is for the host to set.`);
    headers[name.toLowerCase()] = text;
  }
  return headers;
};

const secretsFor = (manifest: ToolManifest, url: URL): readonly SecretGrant[] =>
  manifest.grants.secrets.filter(({ host }) => matchesHost(host, url.hostname));

interface Step {
  readonly url: URL;
  readonly method: string;
  readonly body: Uint8Array;
}

/** Where an answer sends on to, as RFC 9110 (15.4) has it; null where it does not. */
const redirectOf = ({ status, headers }: Answer, { url, method, body }: Step): Step | null => {
  const { location } = headers;
  if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return null;
  const next = urlOf(location, url);
  const becomesGet = status === 303 ? method !== "HEAD" : status < 303 && method === "POST";
  return becomesGet ? { url: next, method: "GET", body: new Uint8Array(0) } : { url: next, method, body };
};

export const httpRequest = ({ resolve, environment }: NetworkDependencies): HostFunction => {
  const withSecrets = (call: HostCall, url: URL, headers: Record<string, string>): Record<string, string> => {
    const all = { ...headers };
    for (const { name, header, prefix } of secretsFor(call.manifest, url)) {
      const value = environment[name];
      call.audit({ grant: "secrets", target: `${name} to ${url.hostname}`, allowed: value !== undefined });
      if (value === undefined) throw new CaxtonError("tool.failed", `The secret ${name} is not set on the server.`);
      all[header.toLowerCase()] = prefix + value;
    }
    return all;
  };

  const take = async (call: HostCall, step: Step, headers: Record<string, string>, signal: AbortSignal) => {
    const { url, method, body } = step;
    const target = `${method} ${url.protocol}//${url.hostname}:${portOf(url)}`;
    const destination = await chooseDestination(url, method, call.manifest.grants.network, resolve).catch(
      (thrown: unknown) => {
        if (thrown instanceof CaxtonError && thrown.code === "tool.grant_missing") {
          call.audit({ grant: "network", target, allowed: false });
        }
        throw thrown;
      },
    );
    call.audit({ grant: "network", target, allowed: true });
    const own = {
      "accept-encoding": "gzip, deflate, br",
      "user-agent": "caxton",
      "content-length": String(body.length),
    };
    const { "content-length": length, ...rest } = own;
    const all = {
      ...rest,
      ...withSecrets(call, url, headers),
      ...(body.length > 0 ? { "content-length": length } : {}),
    };
    return exchange(destination, { method, headers: all, body, maxBytes: call.manifest.limits.maxOutput, signal });
  };

  return async (call) => {
    const { head, body } = call.request;
    const timeoutMs = typeof head["timeoutMs"] === "number" && head["timeoutMs"] > 0 ? head["timeoutMs"] : Infinity;
    const patience = Math.min(timeoutMs, call.manifest.timeout, 2 ** 31 - 1);
    const signal = AbortSignal.any([call.signal, AbortSignal.timeout(patience)]);
    let headers = headersOf(head["headers"]);
    let step: Step = { url: urlOf(head["url"]), method: String(head["method"] ?? "GET").toUpperCase(), body };
    for (let redirects = 0; ; redirects += 1) {
      const answer = await take(call, step, headers, signal);
      const next = redirectOf(answer, step);
      if (next === null) return encodeFrame(answerHead(answer, step.url), answer.body);
      if (redirects === mostRedirects) throw new CaxtonError("tool.failed", `More than ${mostRedirects} redirects.`);
      if (next.url.host !== step.url.host) headers = withoutCredentials(headers);
      step = next;
    }
  };
};

const answerHead = ({ status, headers, truncated }: Answer, url: URL): JsonObject => ({
  ok: true,
  status,
  url: url.href,
  headers,
  truncated,
});

/** What was meant for one host is not shown to another. */
const withoutCredentials = ({ authorization: _authorization, cookie: _cookie, ...headers }: Record<string, string>) =>
  headers;
