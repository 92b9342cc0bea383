/** Settings for the tokens of an external identity provider. */
import * as parse from "./parsers.ts";
import type { Reader } from "./reader.ts";
import type { JwtConfig } from "./types.ts";

/** Null if nothing is set. Issuer, audience and JWKS URL must be set together. */
export const readJwt = (reader: Reader): JwtConfig | null => {
  const text = (key: string, env: string): string | null =>
    reader.get({ key: `auth.jwt.${key}`, env, parse: parse.text, otherwise: null });
  const issuer = text("issuer", "CAXTON_JWT_ISSUER");
  const audience = text("audience", "CAXTON_JWT_AUDIENCE");
  const jwksUrl = reader.get({
    key: "auth.jwt.jwks_url",
    env: "CAXTON_JWT_JWKS_URL",
    parse: parse.webAddress,
    otherwise: null,
  });
  const roleClaim = reader.get({ key: "auth.jwt.role_claim", env: null, parse: parse.text, otherwise: "caxton_role" });
  const agentClaim = reader.get({
    key: "auth.jwt.agent_claim",
    env: null,
    parse: parse.text,
    otherwise: "caxton_agent",
  });
  const given = [issuer, audience, jwksUrl].filter((each) => each !== null);
  if (issuer !== null && audience !== null && jwksUrl !== null)
    return { issuer, audience, jwksUrl, roleClaim, agentClaim };
  if (given.length > 0) {
    reader.complain({
      ...reader.origin({ key: "auth.jwt.issuer", env: "CAXTON_JWT_ISSUER" }),
      message: "Tokens need all of auth.jwt.issuer, auth.jwt.audience and auth.jwt.jwks_url.",
      suggestion: "Set the others as well, or none of them to accept only API keys.",
    });
  }
  return null;
};
