/** `env_get`: environment variables that the manifest names. */
import { CaxtonError } from "../../domain/errors.ts";
import { encodeFrame, textIn } from "./frames.ts";
import type { HostFunction } from "./types.ts";

export const readEnvironment =
  (environment: Readonly<Record<string, string | undefined>>): HostFunction =>
  async ({ manifest, request, audit }) => {
    const name = textIn(request.head, "name");
    const allowed = manifest.grants.env.includes(name);
    audit({ grant: "env", target: name, allowed });
    if (allowed) return encodeFrame({ ok: true, value: environment[name] ?? null });
    throw new CaxtonError("tool.grant_missing", `${manifest.name} was not granted the environment variable ${name}.`);
  };
