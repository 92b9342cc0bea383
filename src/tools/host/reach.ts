/** Classifies IP addresses by whether tools may connect to them. */
import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/**
 * - `public`: reachable from the internet.
 * - `private`: loopback, private, shared (RFC 6598) and unique local addresses, and all other reserved ranges.
 * - `guarded`: link-local addresses and cloud metadata services. A name may not resolve to these even if private
 *   addresses are granted, since whoever controls the name could choose them.
 * - `never`: not a single host (unspecified, broadcast, multicast), or a tunnel to anywhere (6to4, Teredo).
 */
export type Reach = "public" | "private" | "guarded" | "never";

const reaches: Readonly<Record<string, Reach>> = {
  unicast: "public",
  linkLocal: "guarded",
  unspecified: "never",
  broadcast: "never",
  multicast: "never",
  "6to4": "never",
  teredo: "never",
  amt: "never",
};

/** Cloud metadata services on ordinary-looking addresses: Azure, Alibaba, Oracle, AWS and Google over IPv6. */
const metadata = new Set(["168.63.129.16", "100.100.100.200", "192.0.0.192", "fd00:ec2::254", "fd20:ce::254"]);

/** The range from which IANA assigns public addresses. */
const globalUnicast = ipaddr.IPv6.parseCIDR("2000::/3");

const nat64 = ipaddr.IPv6.parseCIDR("64:ff9b::/96");

const lastFourBytes = (address: ipaddr.IPv6): string =>
  ipaddr.fromByteArray(address.toByteArray().slice(12)).toString();

/**
 * The reach of the IPv4 address to which an IPv6 address is translated: NAT64 (RFC 6052) and ISATAP (RFC 5214); null
 * for others.
 */
const embeddedReach = (address: ipaddr.IPv6): Reach | null => {
  if (address.match(nat64)) return reachOf(lastFourBytes(address));
  const [, , , , fifth, sixth] = address.parts;
  if (sixth !== 0x5efe || (fifth !== 0 && fifth !== 0x0200)) return null;
  const inside = reachOf(lastFourBytes(address));
  return inside === "public" ? null : inside;
};

/** `ipaddr.js` reads ::1.2.3.4 as ::ffff:1.2.3.4, which the kernel does not; in the form used by URLs, both agree. */
const hexadecimal = (text: string): string => {
  if (isIP(text) === 4) return text;
  const [address = ""] = text.split("%");
  return new URL(`http://[${address}]/`).hostname.slice(1, -1);
};

/** The reach of an address; `never` for text that is not an address. */
export function reachOf(text: string): Reach {
  if (isIP(text) === 0) return "never";
  // IPv4-mapped IPv6 (::ffff:0:0/96) counts as IPv4.
  const address = ipaddr.process(hexadecimal(text));
  if (metadata.has(address.toString())) return "guarded";
  const range = address.range();
  if (address instanceof ipaddr.IPv6) {
    const inside = embeddedReach(address);
    if (inside !== null) return inside;
    if (range === "unicast" && !address.match(globalUnicast)) return "private";
  }
  return reaches[range] ?? "private";
}
