// Whether the server lives and is ready. (No doc comment: tsoa would take it for that of the first type.)

/**
 * The process is alive.
 * @example { "status": "ok" }
 */
export interface Health {
  status: "ok";
}

/** A component that the server needs. */
export interface ReadinessPart {
  /** `database`, `temporal`, `worker`, `memory`. */
  name: string;
  ready: boolean;
  /** What it is, or why it is not ready. */
  detail: string;
}

/** The language model that agents use by default. */
export interface ReadinessLlm {
  provider: string;
  /** `false` for the offline provider, which answers from the prompt and is no language model. */
  isLanguageModel: boolean;
  model: string;
}

/**
 * Whether the server can do its work.
 * @example {
 *   "ready": true,
 *   "failing": [],
 *   "parts": [{ "name": "database", "ready": true, "detail": "answers" }],
 *   "llm": { "provider": "offline", "isLanguageModel": false, "model": "offline" }
 * }
 */
export interface Readiness {
  ready: boolean;
  /** The names of the components that are not ready. */
  failing: string[];
  parts: ReadinessPart[];
  llm: ReadinessLlm;
}
