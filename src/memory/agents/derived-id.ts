import { createHash } from "node:crypto";
import { uuidFromDigest } from "../../domain/ids.ts";

/** A UUID derived from the purpose of the thing it identifies, so that storing it twice uses the same id. */
export const derivedId = (purpose: string): string =>
  uuidFromDigest(createHash("sha256").update(purpose).digest("hex"));
