/** Authentication and authorisation. tsoa calls {@link expressAuthentication} for every operation with `@Security`. */
import type { Request } from "express";
import { CaxtonError } from "../domain/errors.ts";
import { agentSender, type Sender } from "../domain/ids.ts";
import { requireParticipant } from "../domain/participation.ts";
import type { Role } from "../registry/stores.ts";
import { contextOf, responseOf, servicesOf } from "./context.ts";
import { bearerOf } from "./secrets.ts";
import { isToken } from "./tokens.ts";
import type { Caller } from "./types.ts";

/** The roles that each role includes. An agent sends only as itself, and sees only its own conversations. */
const includes: Record<Role, readonly Role[]> = {
  viewer: ["viewer"],
  agent: ["agent"],
  operator: ["operator", "viewer"],
  admin: ["admin", "operator", "viewer", "agent"],
};

const unauthenticated = (message: string): CaxtonError =>
  new CaxtonError("security.unauthenticated", message, {
    hint: "Send the header Authorization: Bearer <key>. The first admin key is in the file admin.key of the data folder.",
  });

export const authenticate = async (request: Request): Promise<Caller> => {
  const header = request.header("authorization");
  if (header === undefined) throw unauthenticated("This request carries no API key.");
  const secret = bearerOf(header);
  if (secret === null) throw unauthenticated("The Authorization header does not have the form “Bearer <key>”.");
  const { keyring, verifyToken } = servicesOf(request);
  if (isToken(secret)) {
    if (verifyToken !== null) return verifyToken(secret);
    throw unauthenticated("This server accepts only API keys, but this is a token of an identity provider.");
  }
  const record = await keyring.find(secret);
  if (record === null) throw unauthenticated("There is no such API key; it may have been revoked.");
  return { keyId: record.id, name: record.name, role: record.role, agent: record.agent };
};

/** Called by tsoa: resolves with the caller, or rejects with the error to return. */
export const expressAuthentication = async (
  request: Request,
  _scheme: string,
  roles: readonly string[] = [],
): Promise<Caller> => {
  const caller = await authenticate(request);
  contextOf(responseOf(request)).caller = caller;
  if (!includes[caller.role].some((each) => roles.includes(each))) {
    throw new CaxtonError(
      "security.forbidden",
      `This needs the role ${roles.join(" or ")}; the key “${caller.name}” has the role ${caller.role}.`,
      {
        hint: "Ask an admin for a key with that role (POST /api/v1/api-keys).",
        facts: { needs: [...roles], has: caller.role },
      },
    );
  }
  return caller;
};

/** The sender for a message that names none. */
export const defaultSender = (caller: Caller): Sender =>
  caller.agent === null ? (`user:${caller.name}` as Sender) : agentSender(caller.agent);

/** Throws `security.forbidden` if an agent's key is used for a conversation in which the agent does not take part. */
export const requireOwnConversation = (caller: Caller, conversation: Parameters<typeof requireParticipant>[2]): void =>
  requireParticipant(caller, defaultSender(caller), conversation);

/**
 * Throws `security.forbidden` if the caller may not send as `sender`: a key with the role `agent` sends only as its
 * agent.
 */
export const requireSender = (caller: Caller, sender: Sender): void => {
  if (caller.role !== "agent" || sender.toLowerCase() === defaultSender(caller).toLowerCase()) return;
  throw new CaxtonError(
    "security.forbidden",
    `The key “${caller.name}” may send as ${defaultSender(caller)} only, not as ${sender}.`,
    {
      hint: "Leave the sender out, or use a key of role operator.",
    },
  );
};
