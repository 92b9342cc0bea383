import type { ErasedId } from "../../domain/memory.ts";
import type { Change } from "./types.ts";

/** Everything that a change erases, as it is kept and listed. */
export const erasedBy = ({ eraseEntities, eraseRelations, eraseObservations }: Change): readonly ErasedId[] => {
  const whole = { entity: null, recordedAt: null };
  return [
    ...eraseEntities.map(({ id, erasedAt }) => ({ id, kind: "entity" as const, erasedAt, ...whole })),
    ...eraseRelations.map(({ id, erasedAt }) => ({ id, kind: "relation" as const, erasedAt, ...whole })),
    ...eraseObservations.map((each) => ({ ...each, kind: "observation" as const })),
  ];
};
