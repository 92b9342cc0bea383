/**
 * The protocol over a program's standard input and output. The SDK's own transport is not used because it passes on
 * more of the environment, ends only the program and not its child processes, and drops the connection because of one
 * oversized message.
 */
import {
  deserializeMessage,
  serializeMessage,
  type JSONRPCMessage,
  type Transport,
} from "@modelcontextprotocol/client";
import { CaxtonError } from "../../domain/errors.ts";
import { createLineSplitter } from "./line-splitter.ts";
import { startServerProcess, type ServerProcess, type ServerProcessOptions } from "./server-process.ts";
import { idBetween, tooLargeAnswer } from "./too-large.ts";

export interface StdioServerOptions extends ServerProcessOptions {
  readonly maxMessageBytes: number;
  readonly stopGraceMs: number;
  /** A line on standard error. */
  readonly onDiagnostics: (line: string) => void;
  /** A line on standard output that is not a message. */
  readonly onGarbage: (line: string) => void;
}

export interface StdioServer extends Transport {
  /** Tells the SDK, together with `pid`, that this is a pipe, where silence means an older server. */
  readonly stderr: null;
  readonly pid: number | null;
  /** Why it ended; null while it runs. */
  endedBecause(): string | null;
}

const longestDiagnostics = 64 * 1_024;

export const createStdioServer = (options: StdioServerOptions): StdioServer => {
  let started: ServerProcess | null = null;
  let reason: string | null = null;
  let closing: Promise<void> | null = null;

  const readMessages = (child: ServerProcess): void => {
    const receive = (message: JSONRPCMessage): void => transport.onmessage?.(message);
    const giveUp = (why: string): void => {
      reason ??= why;
      void transport.close();
    };
    const read = createLineSplitter(
      { most: options.maxMessageBytes, endless: 8 * options.maxMessageBytes },
      {
        line: (text) => {
          let message: JSONRPCMessage;
          try {
            message = deserializeMessage(text);
          } catch {
            options.onGarbage(text);
            return;
          }
          receive(message);
        },
        tooLong: (head, tail) => {
          const id = idBetween(head, tail);
          if (id === null) giveUp(`it sent a message of more than ${options.maxMessageBytes} bytes`);
          else receive(tooLargeAnswer(id));
        },
        endless: () => giveUp(`it sent a line of more than ${8 * options.maxMessageBytes} bytes`),
      },
    );
    child.stdout.on("data", read);
  };

  const readDiagnostics = (child: ServerProcess): void => {
    const read = createLineSplitter(
      { most: longestDiagnostics, endless: Number.POSITIVE_INFINITY },
      { line: options.onDiagnostics, tooLong: options.onDiagnostics, endless: () => undefined },
    );
    child.stderr.on("data", read);
  };

  const transport: StdioServer = {
    stderr: null,
    get pid() {
      return started?.pid ?? null;
    },
    endedBecause: () => reason,
    start: async () => {
      const child = await startServerProcess(options);
      started = child;
      readMessages(child);
      readDiagnostics(child);
      void child.ended.then((how) => {
        reason ??= how;
        transport.onclose?.();
      });
      // `close` was called while the program was starting, and found nothing to end.
      if (closing !== null) await child.end(options.stopGraceMs);
    },
    send: async (message) => {
      const child = started;
      if (child === null || reason !== null || child.stdin.destroyed) {
        throw new CaxtonError(
          "tool.remote_unavailable",
          `The server is not running${reason === null ? "" : `: ${reason}`}.`,
        );
      }
      if (child.stdin.write(serializeMessage(message))) return;
      await new Promise<void>((resolve) => {
        child.stdin.once("drain", resolve);
        void child.ended.then(() => resolve());
      });
    },
    close: async () => {
      closing ??= started === null ? Promise.resolve() : started.end(options.stopGraceMs);
      await closing;
    },
  };
  return transport;
};
