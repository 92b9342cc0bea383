/** Secrets of API keys: `caxton_` and 32 random bytes in 43 base64url characters. */
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";
import { isJsonObject, type JsonObject } from "../domain/json.ts";

const secretForm = /^caxton_[A-Za-z0-9_-]{43}$/;

export const newSecret = (): string => `caxton_${randomBytes(32).toString("base64url")}`;

export const isSecret = (text: string): boolean => secretForm.test(text);

/** The hash that is stored. A secret has 256 random bits, so a slow hash would add nothing. */
export const hashSecret = (secret: string): string => createHash("sha256").update(secret).digest("hex");

/** The secret in an `Authorization` header; null if there is none of the right form. */
export const bearerOf = (authorization: string | undefined): string | null => {
  const match = /^Bearer +(\S+)$/i.exec(authorization ?? "");
  return match?.[1] ?? null;
};

const sealingKey = (secret: string): Buffer => Buffer.from(hkdfSync("sha256", secret, "", "caxton sealed answer", 32));

/**
 * Encrypts an answer that contains a secret, so that only the holder of `secret` can read it again: AES-256-GCM with a
 * key derived from the caller's API key, of which the database stores only the hash.
 */
export const seal = (secret: string, answer: JsonObject): JsonObject => {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", sealingKey(secret), nonce);
  const sealed = Buffer.concat([cipher.update(JSON.stringify(answer)), cipher.final()]);
  return { sealed: Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64") };
};

/** Decrypts an answer of {@link seal}; null if it was sealed with another secret. */
export const unseal = (secret: string, answer: JsonObject): JsonObject | null => {
  const { sealed } = answer;
  if (typeof sealed !== "string") return null;
  const bytes = Buffer.from(sealed, "base64");
  try {
    const decipher = createDecipheriv("aes-256-gcm", sealingKey(secret), bytes.subarray(0, 12));
    decipher.setAuthTag(bytes.subarray(12, 28));
    const text = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8");
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : null;
  } catch {
    // A wrong key or a damaged answer: in both cases there is nothing to repeat.
    return null;
  }
};
