/** What kind of place an IP address is, and whether a tool may be led there. */
import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/**
 * - `public`: anybody on the internet could reach it.
 * - `private`: loopback, private, shared (RFC 6598) and unique local addresses, and all that is reserved for something else.
 * - `guarded`: link-local addresses and those where clouds tell their machines who they are; a name may not lead there even
 *   where private addresses are granted, since whoever owns the name would choose.
 * - `never`: no single host stands there (unspecified, broadcast, multicast), or it is a tunnel to anywhere (6to4, Teredo).
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

/** Metadata services that answer on addresses which look ordinary: Azure, Alibaba, Oracle, AWS and Google over IPv6. */
const metadata = new Set(["168.63.129.16", "100.100.100.200", "192.0.0.192", "fd00:ec2::254", "fd20:ce::254"]);

/** All addresses that IANA has given out for the public internet are below this. */
const globalUnicast = ipaddr.IPv6.parseCIDR("2000::/3");

const nat64 = ipaddr.IPv6.parseCIDR("64:ff9b::/96");

const lastFourBytes = (address: ipaddr.IPv6): string =>
  ipaddr.fromByteArray(address.toByteArray().slice(12)).toString();

/** Of an address whose network passes on to the IPv4 address inside it: NAT64 (RFC 6052) and ISATAP (RFC 5214). */
const embeddedReach = (address: ipaddr.IPv6): Reach | null => {
  if (address.match(nat64)) return reachOf(lastFourBytes(address));
  const [, , , , fifth, sixth] = address.parts;
  if (sixth !== 0x5efe || (fifth !== 0 && fifth !== 0x0200)) return null;
  const inside = reachOf(lastFourBytes(address));
  return inside === "public" ? null : inside;
};

/** `ipaddr.js` takes ::1.2.3.4 for ::ffff:1.2.3.4, and the kernel does not; written as a URL has it, both see the same. */
const hexadecimal = (text: string): string => {
  if (isIP(text) === 4) return text;
  const [address = ""] = text.split("%");
  return new URL(`http://[${address}]/`).hostname.slice(1, -1);
};

/** Of text that is no address at all it is `never`. */
export function reachOf(text: string): Reach {
  if (isIP(text) === 0) return "never";
  // IPv4 in IPv6's clothes (::ffff:0:0/96) counts as what it is.
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
