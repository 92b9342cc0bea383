/** Which hosts a tool may reach: by name, as its grants say, and by address, whatever the name resolves to. */
import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { CaxtonError } from "../../domain/errors.ts";
import type { NetworkGrant } from "../manifest-types.ts";
import { reachOf, type Reach } from "./reach.ts";
import { orAborted } from "./deadline.ts";
import { createSemaphore } from "./semaphore.ts";

/** All addresses of a host name; throws what `dns.lookup` throws. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

/** As `Resolve`, but nobody waits for it longer than the signal lets them. */
export type ResolveWithin = (hostname: string, signal: AbortSignal) => Promise<readonly string[]>;

export const resolveByDns: Resolve = async (hostname) =>
  (await lookup(hostname, { all: true, verbatim: true })).map(({ address }) => address);

/**
 * Lookups at the same time. Each holds one of the four threads on which Node.js does its file work too, for as long as
 * a name server keeps it waiting.
 */
const mostLookups = 2;

/** Throws `tool.failed` for a name that does not resolve, and the signal's reason. */
export const createResolveWithin = (resolve: Resolve): ResolveWithin => {
  const withPermit = createSemaphore(mostLookups);
  return async (hostname, signal) =>
    // The slot stays taken until the lookup has really ended, whoever has gone by then.
    orAborted(
      withPermit(
        async () =>
          resolve(hostname).catch((cause: unknown) => {
            throw new CaxtonError("tool.failed", `The host ${hostname} cannot be found.`, { cause });
          }),
        signal,
      ),
      signal,
    );
};

/** `*.example.com` is everything below example.com; `*` is every host. */
export const matchesHost = (pattern: string, hostname: string): boolean => {
  const host = hostname.toLowerCase().replace(/\.$/, "");
  if (pattern === "*") return true;
  return pattern.startsWith("*.") ? host.endsWith(pattern.slice(1)) : host === pattern;
};

export interface Destination {
  readonly url: URL;
  readonly port: number;
  /** The addresses that were checked; the connection goes to one of them and to no other. Never empty. */
  readonly addresses: readonly string[];
  /** Whether what is sent may cross the internet. */
  readonly isPublic: boolean;
}

/** Without the brackets of an IPv6 address. */
export const bareHost = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, "");

export const portOf = ({ port, protocol }: URL): number =>
  port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);

const refuse = (message: string): CaxtonError => new CaxtonError("tool.grant_missing", message);

/** Whether the grants allow an address of this reach, for a host that they allow. */
const allows = (grants: readonly NetworkGrant[], url: URL, reach: Reach): boolean => {
  if (reach === "public") return true;
  if (reach === "never") return false;
  const isLiteral = isIP(bareHost(url)) !== 0;
  return grants.some((grant) => grant.private && (reach === "private" || (isLiteral && grant.host === url.hostname)));
};

/** Throws `tool.grant_missing` for what is not granted, and `tool.failed` for a name that does not resolve. */
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
  // One bad address among good ones is enough: an attacker who owns the name chooses which is tried.
  if (!reaches.every((reach) => allows(applying, url, reach))) {
    throw refuse(
      `${hostname} leads to an address that is not public, and the tool's grants do not name it as private.`,
    );
  }
  return { url, port, addresses, isPublic: reaches.includes("public") };
};
