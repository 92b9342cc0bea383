/** The interfaces that a component may import, and the host functions that implement them. */
import { CaxtonError } from "../../domain/errors.ts";
import type { HostFunctionName } from "../types.ts";
import { guestPackage, type HostImport } from "./types.ts";

const hostInterface = `${guestPackage.name}/host`;
const outsideInterface = `${guestPackage.name}/outside`;

/** By interface and WIT name. The interfaces have no other functions. */
export const hostFunctions: ReadonlyMap<string, HostFunctionName> = new Map([
  [`${hostInterface}#log`, "log"],
  [`${hostInterface}#now`, "now_ms"],
  [`${hostInterface}#random`, "random"],
  [`${outsideInterface}#http-request`, "http_request"],
  [`${outsideInterface}#file-access`, "file_access"],
  [`${outsideInterface}#sql-query`, "sql_query"],
  [`${outsideInterface}#env-get`, "env_get"],
]);

/** A guest's names may be megabytes long. */
const longestName = 200;

const refused = (name: string, why: string, hint: string, offset: number): CaxtonError => {
  const module = name.slice(0, longestName);
  return new CaxtonError("sandbox.import_refused", `The component imports “${module}” (at byte ${offset}): ${why}`, {
    hint,
    facts: { module, name: "", offset },
  });
};

const versioned = /^((?:wasi|caxton):[a-z0-9-]+\/[a-z0-9-]+)@(\d+\.\d+)\.\d+/;

/** Returns the interface's name without its version. Throws `sandbox.import_refused`. */
export const allowedInterface = (name: string, offset: number): string => {
  const found = versioned.exec(name);
  const [, interfaceName = "", version = ""] = found ?? [];
  if (interfaceName.startsWith("wasi:") && version === "0.2") return interfaceName;
  if (interfaceName.startsWith("wasi:"))
    throw refused(name, "that is another version of WASI than 0.2.", "Build for WASI 0.2.", offset);
  const ours = interfaceName === hostInterface || interfaceName === outsideInterface;
  if (ours && guestPackage.version.startsWith(`${version}.`)) return interfaceName;
  throw refused(
    name,
    ours ? `this Caxton speaks version ${guestPackage.version}.` : "the host has no such interface.",
    "docs/wasm-guests.md has the interfaces: those of sdk/wit/caxton.wit, and WASI 0.2 with clocks and random numbers alone.",
    offset,
  );
};

/** The host functions that a component imports. Throws `sandbox.import_refused` for one that is unknown or not granted. */
export const hostFunctionsOf = (
  hosts: readonly HostImport[],
  granted: readonly HostFunctionName[],
): readonly HostFunctionName[] => {
  const found = new Set<HostFunctionName>();
  for (const { interface: from, name } of hosts) {
    if (!from.startsWith(`${guestPackage.name}/`)) continue;
    const hostFunction = hostFunctions.get(`${from}#${name}`);
    if (hostFunction === undefined)
      throw refused(`${from}#${name}`, "the host has no such function.", "sdk/wit/caxton.wit has all.", 0);
    if (!granted.includes(hostFunction))
      throw refused(
        `${from}#${name}`,
        "it may not: agents take nothing of “outside”.",
        "Only tools may ask for what is outside.",
        0,
      );
    found.add(hostFunction);
  }
  return [...found];
};
