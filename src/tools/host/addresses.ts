/** Which hosts a tool may reach: by name, as its grants say, and by address, whatever the name resolves to. */
import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import { CaxtonError } from "../../domain/errors.ts";
import type { NetworkGrant } from "../manifest-types.ts";

/** All addresses of a host name; throws what `dns.lookup` throws. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

export const resolveByDns: Resolve = async (hostname) =>
  (await lookup(hostname, { all: true, verbatim: true })).map(({ address }) => address);

/** `*.example.com` is everything below example.com; `*` is every host. */
export const matchesHost = (pattern: string, hostname: string): boolean => {
  const host = hostname.toLowerCase().replace(/\.$/, "");
  if (pattern === "*") return true;
  return pattern.startsWith("*.") ? host.endsWith(pattern.slice(1)) : host === pattern;
};

/**
 * An address that anybody on the internet could reach. Loopback, link-local (with the cloud's metadata address), private,
 * shared (RFC 6598), multicast, reserved and embedding addresses (NAT64, 6to4, Teredo) are none; an IPv4 address in IPv6's
 * clothes counts as what it is.
 */
export const isPublic = (address: string): boolean => {
  if (!ipaddr.isValid(address)) return false;
  return ipaddr.process(address).range() === "unicast";
};

export interface Destination {
  readonly url: URL;
  readonly port: number;
  /** The address to connect to: the one that was checked, and no other. */
  readonly address: string;
  readonly grant: NetworkGrant;
}

const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, "");

export const portOf = ({ port, protocol }: URL): number =>
  port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);

const refuse = (message: string): CaxtonError => new CaxtonError("tool.grant_missing", message);

/** The grants that speak of a request's host, port and method. */
const grantsFor = (grants: readonly NetworkGrant[], url: URL, method: string): readonly NetworkGrant[] =>
  grants.filter(
    ({ host, ports, methods }) =>
      matchesHost(host, url.hostname) && ports.includes(portOf(url)) && methods.includes(method),
  );

/** Throws `tool.grant_missing` for what is not granted, and `tool.failed` for a name that does not resolve. */
export const chooseDestination = async (
  url: URL,
  method: string,
  grants: readonly NetworkGrant[],
  resolve: Resolve,
): Promise<Destination> => {
  const { hostname } = url;
  const port = portOf(url);
  const applying = grantsFor(grants, url, method);
  const [first] = applying;
  if (first === undefined) throw refuse(`${method} ${hostname}:${port} is not among the tool's network grants.`);
  const literal = bare(hostname);
  const addresses = isIP(literal) === 0 ? await resolveOrFail(hostname, resolve) : [literal];
  const [address] = addresses;
  if (address === undefined) throw new CaxtonError("tool.failed", `The host ${hostname} has no address.`);
  const forPrivate = applying.find((grant) => grant.private);
  // One private address among public ones is enough: an attacker who owns the name chooses which is tried.
  if (forPrivate === undefined && !addresses.every(isPublic)) {
    throw refuse(
      `${hostname} leads to an address that is not public, and the tool's grants do not name it as private.`,
    );
  }
  return { url, port, address, grant: forPrivate ?? first };
};

const resolveOrFail = async (hostname: string, resolve: Resolve): Promise<readonly string[]> => {
  try {
    return await resolve(hostname);
  } catch (cause) {
    throw new CaxtonError("tool.failed", `The host ${hostname} cannot be found.`, { cause });
  }
};
