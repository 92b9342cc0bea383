/** Lowers the priority of threads that run guests, so that the server's own threads get the processor first. */
import { constants, getPriority, setPriority } from "node:os";

/** A thread whose niceness is raised by this gets about a tenth of a contended core, and all of an idle one. */
const addedNiceness = 10;

/** Applies to the calling thread. Does nothing except on Linux: elsewhere a priority belongs to the whole process. */
export const lowerThreadPriority = (): void => {
  if (process.platform !== "linux") return;
  try {
    setPriority(0, Math.min(getPriority(0) + addedNiceness, constants.priority.PRIORITY_LOW));
  } catch {
    // Some containers forbid it. Guests then compete with the server as equals: slower under load, but correct.
  }
};
