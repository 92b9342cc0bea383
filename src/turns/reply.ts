/** From a model's text to a FIPA reply. */
import { isPerformative, type Performative } from "../domain/fipa.ts";
import { parseCapability, type Capability } from "../domain/ids.ts";
import { isJsonObject, type Json } from "../domain/json.ts";

export interface ParsedReply {
  readonly performative: Performative;
  readonly content: Json;
  /** The capability that a structured answer addresses in place of the asker. */
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
    // Not JSON after all: prose may begin with a bracket. The caller takes it as text.
    return undefined;
  }
};

/**
 * Plain text is `inform`. A JSON object with a known `performative` is a structured answer: its `content` is the
 * content, and its `targetCapability`, when there is one, says who should deal with it. Any other JSON is content only
 * where the agent's `response_format` asked for JSON.
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
