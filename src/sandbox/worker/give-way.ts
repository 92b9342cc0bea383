/** Threads that run guests of whom many may be at work at once, or that held others up, come after the server's own. */
import { constants, getPriority, setPriority } from "node:os";

/** A thread that is so much nicer gets a tenth of what an ordinary one gets where both want the same core, and all of it elsewhere. */
const nicer = 10;

/** For the thread that calls it. Only on Linux does a thread have a priority; elsewhere it would be the whole server's. */
export const giveWay = (): void => {
  if (process.platform !== "linux") return;
  try {
    setPriority(0, Math.min(getPriority(0) + nicer, constants.priority.PRIORITY_LOW));
  } catch {
    // Some containers forbid it. Then guests compete with the server as equals, which slows it down under load and breaks nothing.
  }
};
