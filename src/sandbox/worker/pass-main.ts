/** Entry point of the worker that runs the pass. */
import { parentPort } from "node:worker_threads";
import { toCaxtonError } from "../../domain/errors.ts";
import { toFailure } from "../failures.ts";
import { passGuest } from "../pass-guest.ts";
import type { PassReply, PassRequest } from "./messages.ts";

parentPort?.on("message", ({ original, policy }: PassRequest) => {
  let reply: PassReply;
  try {
    reply = { passed: passGuest(original, policy) };
  } catch (error) {
    reply = { failure: toFailure(toCaxtonError(error)) };
  }
  parentPort?.postMessage(reply, []);
});
