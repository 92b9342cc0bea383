/**
 * `server.mjs`, but SIGUSR2 makes it write to the file LOOP_FILE for how long its event loop stood still since the last
 * time. On a machine that has other work to do, the processor time of the longest task says more: it leaves out what the
 * thread waited for a processor.
 */
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";

const { LOOP_FILE: file = "" } = process.env;

/** Milliseconds that this thread had a processor; 0 except on Linux. */
const processorTime = () => {
  try {
    return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, "utf8").split(" ")[0]) / 1e6;
  } catch {
    return 0;
  }
};

const delays = monitorEventLoopDelay({ resolution: 1 });
delays.enable();
let before = processorTime();
let longestTask = 0;
setInterval(() => {
  const now = processorTime();
  longestTask = Math.max(longestTask, now - before);
  before = now;
}, 1).unref();

process.on("SIGUSR2", () => {
  const seen = { longestMs: delays.max / 1e6, longestTaskMs: longestTask };
  writeFileSync(`${file}.new`, JSON.stringify(seen));
  renameSync(`${file}.new`, file);
  delays.reset();
  longestTask = 0;
});

await import("./server.mjs");
