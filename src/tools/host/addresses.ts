/**
 * Which hosts a tool may reach: by name, according to its grants, and by address, for whatever the name resolves to.
 */
import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { CaxtonError } from "../../domain/errors.ts";
import type { NetworkGrant } from "../manifest-types.ts";
import { reachOf, type Reach } from "./reach.ts";
import { orAborted } from "./deadline.ts";
import { createSemaphore } from "./semaphore.ts";

/** All addresses of a host name; throws what `dns.lookup` throws. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

/** Like `Resolve`, but rejects when the signal aborts. */
export type ResolveWithin = (hostname: string, signal: AbortSignal) => Promise<readonly string[]>;

export const resolveByDns: Resolve = async (hostname) =>
  (await lookup(hostname, { all: true, verbatim: true })).map(({ address }) => address);

/**
 * Concurrent lookups. Each occupies one of the four threads that Node.js also uses for file operations, for as long as
 * the name server takes.
 */
const mostLookups = 2;

/** Throws `tool.failed` for a name that does not resolve, and the signal's reason. */
export const createResolveWithin = (resolve: Resolve): ResolveWithin => {
  const withPermit = createSemaphore(mostLookups);
  return async (hostname, signal) =>
    // The permit is held until the lookup has ended, even if nobody waits for it any more.
    orAborted(
      withPermit(
        async () =>
          resolve(hostname).catch((cause: unknown) => {
            // EAI_AGAIN: the name servers did not answer, so nothing is known of the name.
            const isAway = cause instanceof Error && "code" in cause && cause.code === "EAI_AGAIN";
            const code = isAway ? "tool.unavailable" : "tool.failed";
            throw new CaxtonError(code, `The host ${hostname} cannot be found.`, { cause });
          }),
        signal,
      ),
      signal,
    );
};

/** `*.example.com` matches everything below example.com; `*` matches every host. */
export const matchesHost = (pattern: string, hostname: string): boolean => {
  const host = hostname.toLowerCase().replace(/\.$/, "");
  if (pattern === "*") return true;
  return pattern.startsWith("*.") ? host.endsWith(pattern.slice(1)) : host === pattern;
};

export interface Destination {
  readonly url: URL;
  readonly port: number;
  /** The checked addresses; the connection uses one of them. Never empty. */
  readonly addresses: readonly string[];
  /** Whether the request may cross the internet. */
  readonly isPublic: boolean;
}

/** Without the brackets of an IPv6 address. */
export const bareHost = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, "");

export const portOf = ({ port, protocol }: URL): number =>
  port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);

const refuse = (message: string): CaxtonError => new CaxtonError("tool.grant_missing", message);

/** Whether the grants allow an address with this reach, for a host that they allow. */
const allows = (grants: readonly NetworkGrant[], url: URL, reach: Reach): boolean => {
  if (reach === "public") return true;
  if (reach === "never") return false;
  const isLiteral = isIP(bareHost(url)) !== 0;
  return grants.some((grant) => grant.private && (reach === "private" || (isLiteral && grant.host === url.hostname)));
};

/**
 * Throws `tool.grant_missing` for a destination that is not granted, and `tool.failed` for a name that does not
 * resolve.
 */
export const chooseDestination = async (
  url: URL,
  method: string,
  grants: readonly NetworkGrant[],
  resolve: (hostname: string) => Promise<readonly string[]>,
): Promise<Destination> => {
  const { hostname } = url;
  const port = portOf(url);
  const applying = grants.filter(
    (grant) => matchesHost(grant.host, hostname) && grant.ports.includes(port) && grant.methods.includes(method),
  );
  if (applying.length === 0) throw refuse(`${method} ${hostname}:${port} is not among the tool's network grants.`);
  const literal = bareHost(url);
  const addresses = isIP(literal) === 0 ? await resolve(hostname) : [literal];
  if (addresses.length === 0) throw new CaxtonError("tool.failed", `The host ${hostname} has no address.`);
  const reaches = addresses.map(reachOf);
  // A single forbidden address is enough to refuse: whoever controls the name chooses which one is tried.
  if (!reaches.every((reach) => allows(applying, url, reach))) {
    throw refuse(`${hostname} resolves to an address that is not public, and no grant allows the host as private.`);
  }
  return { url, port, addresses, isPublic: reaches.includes("public") };
};
