/** Choosing the provider of a capability. */
import type { AgentName, Capability, VersionHash } from "../domain/ids.ts";

/** The parts of a provider's score; each is 0 to 1, and `total` is their weighted sum. */
export interface Score {
  readonly total: number;
  readonly priority: number;
  readonly health: number;
  readonly load: number;
  readonly latency: number;
  readonly success: number;
}

export interface Provider {
  readonly agent: AgentName;
  readonly version: VersionHash;
  readonly description: string;
  readonly score: Score;
}

export interface CapabilityListing {
  readonly capability: Capability;
  readonly description: string;
  readonly providers: readonly AgentName[];
}

export interface Router {
  /** Providers in the order in which routing would choose them; empty if there are none. */
  rank(capability: Capability): readonly Provider[];
  /** All capabilities, by name. */
  capabilities(): readonly CapabilityListing[];
  /** Existing capabilities similar to an unknown one, best first. */
  nearest(capability: string): readonly Capability[];
}
