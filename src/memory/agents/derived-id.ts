import { createHash } from "node:crypto";
import { uuidFromDigest } from "../../domain/ids.ts";

/** A UUID derived from the purpose of what it identifies: what is stored twice has one id. */
export const derivedId = (purpose: string): string =>
  uuidFromDigest(createHash("sha256").update(purpose).digest("hex"));
