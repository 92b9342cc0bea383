/** The flags that several memory commands have. */

export const scope = {
  choices: ["agent-only", "workspace", "global"],
  describe: "Whose memory; workspace unless given",
} as const;

export const onlyScope = { ...scope, describe: "Only this scope" } as const;

export const agent = { type: "string", describe: "The agent, with the scope agent-only" } as const;

export const agentAsWell = { type: "string", describe: "Also this agent’s own memory" } as const;

export const reference = {
  type: "string",
  demandOption: true,
  describe: "An entity’s id, or a name that no other entity has",
} as const;

/** One value for each time that the flag is given. */
const repeatable = { type: "string", array: true, nargs: 1 } as const;

export const types = { ...repeatable, describe: "Only this type; may be repeated" } as const;

export const observations = { ...repeatable, describe: "Only this observation; may be repeated" } as const;

const timeForm = "RFC 3339, or a date";

/** Of reads. */
export const times = {
  "as-of": { type: "string", describe: `As it was known at this time (${timeForm})` },
  "valid-at": { type: "string", describe: `As it was true in the world at this time (${timeForm})` },
} as const;

/** Of writes. */
export const validity = {
  "valid-from": { type: "string", describe: `True in the world from this time on (${timeForm}; none for no bound)` },
  "valid-to": { type: "string", describe: `No longer true from this time on (${timeForm}; none for no bound)` },
} as const;

/** Of walks along relations. */
export const walk = {
  type: { ...types, describe: "Follow only relations of this type; may be repeated" },
  direction: { choices: ["out", "in", "both"], default: "both", describe: "How relations are followed" },
  "min-strength": { type: "number", describe: "Follow only relations of at least this strength, 0 to 1" },
} as const;
