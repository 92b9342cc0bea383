/** `http_request`: HTTP requests of tools, checked against the grants at every redirect. */
import { CaxtonError } from "../../domain/errors.ts";
import type { Json } from "../../domain/json.ts";
import { withDeadline } from "./deadline.ts";
import { chooseDestination, createResolveWithin, portOf, type Destination, type Resolve } from "./addresses.ts";
import { encodeFrame, textIn } from "./frames.ts";
import { acceptedEncodings, exchange, isRedirect, type Answer } from "./http-exchange.ts";
import { parseHeaders, withoutBody, withoutCredentials, type Headers } from "./http-headers.ts";
import { hideInBytes, hideInHeaders, hideInText, secretsFor, type Secret } from "./secrets.ts";
import type { HostCall, HostFunction } from "./types.ts";

export interface NetworkDependencies {
  readonly resolve: Resolve;
  /** The source of secrets. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const mostRedirects = 5;
const longestUrl = 16_384;

/** A server that answers CONNECT or TRACE would show the tool what the host has added. */
const refusedMethods = new Set(["CONNECT", "TRACE", "TRACK"]);

const urlOf = (text: Json | undefined, wrong: (message: string) => CaxtonError, base?: URL): URL => {
  const isText = typeof text === "string" && text.length <= longestUrl;
  const url = isText && URL.canParse(text, base?.href) ? new URL(text, base) : null;
  if (url === null) throw wrong(`“${typeof text === "string" ? text.slice(0, 200) : ""}” is not a URL.`);
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw wrong(`Only http and https are supported, not ${url.protocol.slice(0, 40)}`);
  if (url.username !== "" || url.password !== "") throw wrong("A URL with a user name or a password is refused.");
  return url;
};

interface Step {
  readonly url: URL;
  readonly method: string;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** The request that follows a redirect, by RFC 9110 (15.4); null if the answer is not a redirect. */
const redirectOf = (answer: Answer, { url, method, headers, body }: Step): Step | null => {
  if (!isRedirect(answer)) return null;
  const { status } = answer;
  const next = urlOf(
    answer.headers["location"],
    (message) => new CaxtonError("tool.failed", `${url.hostname} redirects to a URL that is not allowed: ${message}`),
    url,
  );
  const kept = next.origin === url.origin ? headers : withoutCredentials(headers);
  const becomesGet = status === 303 ? method !== "HEAD" : status < 303 && method === "POST";
  return becomesGet
    ? { url: next, method: "GET", headers: withoutBody(kept), body: new Uint8Array(0) }
    : { url: next, method, headers: kept, body };
};

export const httpRequest = ({ resolve, environment }: NetworkDependencies): HostFunction => {
  const resolveWithin = createResolveWithin(resolve);

  const choose = async (call: HostCall, { url, method }: Step, signal: AbortSignal): Promise<Destination> => {
    const target = `${method} ${url.protocol}//${url.hostname}:${portOf(url)}`;
    try {
      const grants = call.manifest.grants.network;
      const destination = await chooseDestination(url, method, grants, async (name) => resolveWithin(name, signal));
      call.audit({ grant: "network", target, allowed: true });
      return destination;
    } catch (thrown) {
      const refused = thrown instanceof CaxtonError && thrown.code === "tool.grant_missing";
      call.audit({ grant: "network", target, allowed: !refused });
      if (signal.aborted) throw new CaxtonError("tool.timeout", `${url.hostname} was not resolved in time.`);
      throw thrown;
    }
  };

  const take = async (call: HostCall, step: Step, secrets: Secret[], signal: AbortSignal): Promise<Answer> => {
    const destination = await choose(call, step, signal);
    const own = secretsFor(call, destination, environment);
    secrets.push(...own);
    const headers = {
      "user-agent": "caxton",
      ...step.headers,
      ...Object.fromEntries(own.map(({ grant, value }) => [grant.header.toLowerCase(), grant.prefix + value])),
      "accept-encoding": acceptedEncodings,
    };
    const { method, body } = step;
    return exchange(destination, { method, headers, body, maxBytes: call.manifest.limits.maxOutput, signal });
  };

  const follow = async (call: HostCall, first: Step, signal: AbortSignal): Promise<Uint8Array> => {
    const secrets: Secret[] = [];
    let step = first;
    for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
      const answer = await take(call, step, secrets, signal);
      const next = redirectOf(answer, step);
      if (next === null) return frameOf(answer, step.url, secrets);
      step = next;
    }
    throw new CaxtonError("tool.failed", `More than ${mostRedirects} redirects.`);
  };

  return async (call) => {
    const { head, body } = call.request;
    const wrong = (message: string): CaxtonError => new CaxtonError("tool.invalid_arguments", message);
    const method = textIn(head, "method", "GET").toUpperCase();
    if (refusedMethods.has(method)) throw wrong(`Tools may not send ${method}.`);
    const step: Step = { url: urlOf(head["url"], wrong), method, headers: parseHeaders(head["headers"]), body };
    const { timeoutMs } = head;
    const wanted = typeof timeoutMs === "number" && timeoutMs > 0 ? timeoutMs : Infinity;
    return withDeadline(Math.min(wanted, call.manifest.timeout), call.signal, async (signal) =>
      follow(call, step, signal),
    );
  };
};

const frameOf = ({ status, headers, body, truncated }: Answer, url: URL, secrets: readonly Secret[]): Uint8Array =>
  encodeFrame(
    {
      ok: true,
      status,
      url: hideInText(url.href, secrets),
      headers: hideInHeaders(headers, secrets),
      truncated,
    },
    hideInBytes(body, secrets, truncated),
  );
