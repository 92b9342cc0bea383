/** The interfaces that a component may import, and the host functions that implement them. */
import { CaxtonError } from "../../domain/errors.ts";
import { shown } from "../pass/refusals.ts";
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

/** @param why a clause */
const refused = (name: string, why: string, hint: string, offset: number): CaxtonError => {
  const module = shown(name);
  return new CaxtonError("sandbox.import_refused", `The component imports “${module}” at byte ${offset}, but ${why}.`, {
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
    throw refused(name, "only version 0.2 of WASI is supported", "Build for WASI 0.2.", offset);
  const ours = interfaceName === hostInterface || interfaceName === outsideInterface;
  if (ours && guestPackage.version.startsWith(`${version}.`)) return interfaceName;
  throw refused(
    name,
    ours ? `this version of Caxton provides version ${guestPackage.version}` : "the host has no such interface",
    "A component may import the interfaces of sdk/wit/caxton.wit, and clocks, random numbers and standard output of WASI 0.2. See docs/wasm-guests.md.",
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
      throw refused(`${from}#${name}`, "the host has no such function", "sdk/wit/caxton.wit lists all functions.", 0);
    if (!granted.includes(hostFunction))
      throw refused(
        `${from}#${name}`,
        "an agent may not use this function",
        "Only tools may import the interface “outside”.",
        0,
      );
    found.add(hostFunction);
  }
  return [...found];
};
