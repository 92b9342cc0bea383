/** Parses a model's text into a FIPA reply. */
import { isPerformative, type Performative } from "../domain/fipa.ts";
import { parseCapability, type Capability } from "../domain/ids.ts";
import { isJsonObject, type Json } from "../domain/json.ts";

export interface ParsedReply {
  readonly performative: Performative;
  readonly content: Json;
  /** The capability to which a structured answer is addressed instead of to the sender. */
  readonly forwardTo: Capability | null;
}

const fenced = /^```(?:json)?\s*\n([\s\S]*?)\n?```$/;

/** The JSON that a model answered with, also where it put it into a fenced block; undefined for anything else. */
export const tryJson = (text: string): Json | undefined => {
  const trimmed = text.trim();
  const body = fenced.exec(trimmed)?.[1] ?? trimmed;
  if (!/^[[{"]/.test(body)) return undefined;
  try {
    return JSON.parse(body) as Json;
  } catch {
    // Prose may begin with a bracket; the caller takes it as text.
    return undefined;
  }
};

/**
 * Plain text is an `inform`. A JSON object with a known `performative` is a structured answer: `content` is its
 * content, and `targetCapability`, if present, names the capability to forward it to. Any other JSON is parsed only if
 * the agent's `response_format` asks for JSON.
 */
export const parseReply = (text: string, wantsJson: boolean): ParsedReply => {
  const json = tryJson(text);
  if (isJsonObject(json) && typeof json["performative"] === "string" && isPerformative(json["performative"])) {
    const target = typeof json["targetCapability"] === "string" ? parseCapability(json["targetCapability"]) : null;
    return {
      performative: json["performative"],
      content: json["content"] ?? "",
      forwardTo: target?.ok === true ? target.value : null,
    };
  }
  return { performative: "inform", content: wantsJson && json !== undefined ? json : text, forwardTo: null };
};
