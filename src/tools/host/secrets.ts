/** Secrets that the host adds to a tool's requests and removes from the answers. */
import { CaxtonError } from "../../domain/errors.ts";
import type { SecretGrant } from "../manifest-types.ts";
import { matchesHost, type Destination } from "./addresses.ts";
import type { Headers } from "./http-headers.ts";
import type { HostCall } from "./types.ts";

export interface Secret {
  readonly grant: SecretGrant;
  readonly value: string;
}

/**
 * The secrets for this destination. Throws `tool.grant_missing` if one would cross the internet unencrypted, and
 * `tool.failed` if it is not set.
 */
export const secretsFor = (
  { manifest, audit }: HostCall,
  { url, isPublic }: Destination,
  environment: Readonly<Record<string, string | undefined>>,
): readonly Secret[] =>
  manifest.grants.secrets
    .filter(({ host }) => matchesHost(host, url.hostname))
    .map((grant) => {
      const value = environment[grant.name];
      const isInClear = url.protocol === "http:" && isPublic;
      const allowed = !isInClear && value !== undefined && value !== "";
      audit({ grant: "secrets", target: `${grant.name} to ${url.hostname}`, allowed });
      if (isInClear) {
        throw new CaxtonError("tool.grant_missing", `The secret for ${url.hostname} is sent over https only.`);
      }
      if (!allowed) throw new CaxtonError("tool.failed", `The secret ${grant.name} is not set on the server.`);
      // A line break would start another header, and the error of Node.js would show the value.
      if (/[^\t\x20-\x7e\x80-\xff]/.test(value)) {
        throw new CaxtonError(
          "tool.failed",
          `The secret ${grant.name} contains characters that are not allowed in headers.`,
        );
      }
      return { grant, value };
    });

/** Shorter values occur in texts by chance. */
const shortestHidden = 8;

const hidden = (secrets: readonly Secret[]): readonly Secret[] =>
  secrets.filter(({ value }) => value.length >= shortestHidden);

const markOf = ({ grant }: Secret): string => `[secret ${grant.name}]`;

/**
 * Replaces the values in text that a server sends back. Values that the server has transformed, for example to base64,
 * remain: secrets are sent only to hosts that are trusted with them.
 */
export const hideInText = (text: string, secrets: readonly Secret[]): string =>
  hidden(secrets).reduce(
    (shown, secret) =>
      shown.replaceAll(secret.value, markOf(secret)).replaceAll(encodeURIComponent(secret.value), markOf(secret)),
    text,
  );

const replaceBytes = (bytes: Buffer, sought: Buffer, mark: Buffer): Buffer => {
  const parts: Buffer[] = [];
  let from = 0;
  for (let at = bytes.indexOf(sought); at !== -1; at = bytes.indexOf(sought, from)) {
    parts.push(bytes.subarray(from, at), mark);
    from = at + sought.length;
  }
  return from === 0 ? bytes : Buffer.concat([...parts, bytes.subarray(from)]);
};

/** Like {@link hideInText}, for any body; also removes the beginning of a value at the end of a truncated body. */
export const hideInBytes = (bytes: Uint8Array, secrets: readonly Secret[], wasCut: boolean): Uint8Array => {
  let result = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (const secret of hidden(secrets)) {
    const mark = Buffer.from(markOf(secret));
    const forms = [secret.value, JSON.stringify(secret.value).slice(1, -1), encodeURIComponent(secret.value)];
    for (const form of new Set(forms)) {
      const sought = Buffer.from(form);
      result = replaceBytes(result, sought, mark);
      if (!wasCut) continue;
      const most = Math.min(sought.length - 1, result.length);
      for (let length = most; length >= shortestHidden / 2; length -= 1) {
        if (result.subarray(-length).equals(sought.subarray(0, length))) result = result.subarray(0, -length);
      }
    }
  }
  return result;
};

/** Like {@link hideInText}, for headers. */
export const hideInHeaders = (headers: Headers, secrets: readonly Secret[]): Headers =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, hideInText(value, secrets)]));
