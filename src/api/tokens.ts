/**
 * Verifies JSON Web Tokens (RFC 7519) of the configured identity provider. The provider's public keys are fetched (RFC
 * 7517) and cached; shared secrets are not accepted.
 */
import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload } from "jose";
import type { JwtConfig } from "../config/types.ts";
import { CaxtonError } from "../domain/errors.ts";
import { parseAgentName, type AgentName } from "../domain/ids.ts";
import type { Role } from "../registry/stores.ts";
import type { VerifyToken } from "./types.ts";

/** Only asymmetric signatures: whoever can verify a token must not be able to create one. */
const algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"];

/** Tolerated difference between the clocks of two machines. */
const clockTolerance = "30s";

const fetchTimeoutMs = 5_000;

/** Strongest first. */
const roles: readonly Role[] = ["admin", "operator", "agent", "viewer"];

/** An API key begins with `caxton_`, a token with the encoded start of its header, `{"`. */
export const isToken = (text: string): boolean => /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/.test(text);

const refused = (why: string, hint: string, cause?: unknown): CaxtonError =>
  new CaxtonError("security.unauthenticated", `The token is not accepted: ${why}`, {
    hint,
    ...(cause === undefined ? {} : { cause }),
  });

const fetchAnew = "Ask the identity provider for a new token.";

const asCaxtonError = (thrown: unknown): CaxtonError => {
  if (thrown instanceof CaxtonError) return thrown;
  if (thrown instanceof errors.JWTExpired) return refused("it has expired.", fetchAnew, thrown);
  if (thrown instanceof errors.JWTClaimValidationFailed) {
    return refused(`${thrown.message}.`, "Check auth.jwt of the server, and the audience of the token.", thrown);
  }
  if (
    thrown instanceof errors.JOSEError &&
    !(thrown instanceof errors.JWKSTimeout || thrown instanceof errors.JWKSInvalid)
  ) {
    return refused("its signature is invalid, or of a kind that is not accepted.", fetchAnew, thrown);
  }
  return new CaxtonError("security.issuer_unavailable", "The keys of the identity provider could not be fetched.", {
    hint: "Check auth.jwt.jwks_url, and whether the provider answers.",
    cause: thrown,
    retryAfterMs: 2_000,
  });
};

const roleIn = (payload: JWTPayload, claim: string): Role => {
  const value = payload[claim];
  const given: readonly unknown[] = Array.isArray(value) ? value : [value];
  const role = roles.find((each) => given.includes(each));
  if (role !== undefined) return role;
  throw refused(
    `its claim ${claim} names no role.`,
    `It has to be one of ${roles.join(", ")}, or a list with one of them.`,
  );
};

const agentIn = (payload: JWTPayload, claim: string, role: Role): AgentName | null => {
  if (role !== "agent") return null;
  const value = payload[claim];
  const parsed = parseAgentName(typeof value === "string" ? value : "");
  if (parsed.ok) return parsed.value;
  throw refused(`its role is agent, and its claim ${claim} names none.`, parsed.error);
};

/** Makes a sender of a subject: every character except letters, digits, `.`, `_`, `@` and `-` becomes `-`. */
const nameOf = (subject: string): string => subject.replaceAll(/[^A-Za-z0-9._@-]/gu, "-").slice(0, 128);

export const createTokenVerifier = ({ issuer, audience, jwksUrl, roleClaim, agentClaim }: JwtConfig): VerifyToken => {
  const keys = createRemoteJWKSet(new URL(jwksUrl), { timeoutDuration: fetchTimeoutMs });
  return async (token) => {
    try {
      const requiredClaims = ["exp", "sub"];
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience,
        algorithms,
        clockTolerance,
        requiredClaims,
      });
      const subject = payload.sub ?? "";
      const role = roleIn(payload, roleClaim);
      return { keyId: `jwt ${subject}`, name: nameOf(subject), role, agent: agentIn(payload, agentClaim, role) };
    } catch (thrown) {
      throw asCaxtonError(thrown);
    }
  };
};
