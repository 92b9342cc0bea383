import { createHash } from "node:crypto";

/** A UUID of version 8 (RFC 9562) that is made of what it is for: what is stored twice has one id. */
export const derivedId = (purpose: string): string => {
  const hex = createHash("sha256").update(purpose).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};
