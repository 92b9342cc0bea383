/** Entry point of a tool worker. It runs one call at a time, each in a new instance, and blocks while a tool waits for the host. */
import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import type { BlockingHostFunction } from "../types.ts";
import { overloaded } from "../failures.ts";
import { viewOf } from "./guest-state.ts";
import { lowerThreadPriority } from "./lower-thread-priority.ts";
import { callGuest, createGuest } from "./guest.ts";
import { createHeapRoom } from "./heap-room.ts";
import {
  answeredAt,
  type HostRequest,
  runningAt,
  type ToolCallMessage,
  type ToolCallReply,
  type ToolWorkerInput,
} from "./messages.ts";

Error.stackTraceLimit = 0;

const noRoom = overloaded("a worker has no room for another instance");

const port = parentPort;
if (port !== null) {
  const { state, hostPort } = workerData as ToolWorkerInput;
  // Each running tool has its own worker, so more of them may be busy than there are cores.
  lowerThreadPriority();
  const shared = new Int32Array(state);
  const heap = createHeapRoom();
  let current = 0;

  /** The main thread posts the answer before it increments the counter, so the answer is available when the wait ends. */
  const askHost = (name: BlockingHostFunction, request: Uint8Array): Uint8Array => {
    const answered = Atomics.load(shared, answeredAt);
    const message: HostRequest = { call: current, name, request };
    // The request is a copy of its own, so it can be transferred: copying it again would take time of the main thread.
    port.postMessage(message, [request.buffer as ArrayBuffer]);
    Atomics.wait(shared, answeredAt, answered);
    const received = receiveMessageOnPort(hostPort);
    return received?.message instanceof Uint8Array ? received.message : new Uint8Array(0);
  };

  const run = ({ call, spec, input }: ToolCallMessage): ToolCallReply => {
    const started = performance.now();
    const guest = heap.hasRoom() ? createGuest(spec, askHost) : noRoom;
    // The instance is garbage after the call.
    heap.released();
    if ("code" in guest) {
      const runMs = performance.now() - started;
      return { call, failure: guest, logs: [], output: null, fuel: 0, hostCalls: 0, runMs, memoryBytes: 0 };
    }
    callGuest(guest, spec.entry === "describe" ? null : input, 0, input.length);
    const { failure, logs, hasOutput, outputStart, outputLength, fuelUsed: fuel, hostCalls } = guest;
    const output = hasOutput && failure === null ? guest.output.slice(outputStart, outputStart + outputLength) : null;
    const memoryBytes = viewOf(guest).length;
    return { call, failure, logs, output, fuel, hostCalls, runMs: performance.now() - started, memoryBytes };
  };

  port.on("message", (message: ToolCallMessage) => {
    current = message.call;
    Atomics.store(shared, runningAt, message.call);
    const reply = run(message);
    Atomics.store(shared, runningAt, 0);
    // The output is a copy, so it can be transferred; a view of the guest's memory would send all of it.
    if (reply.output === null || reply.output.buffer instanceof SharedArrayBuffer) port.postMessage(reply);
    else port.postMessage(reply, [reply.output.buffer]);
  });
}
