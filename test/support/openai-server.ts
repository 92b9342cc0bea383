/**
 * A stand-in for a model vendor, the only mock in these tests. It is a real HTTP server that speaks OpenAI's chat
 * completions, streamed or not, and behaves as vendors do: rate limits, faults, cut and hanging connections.
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

export interface VendorRequest {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly tools?: readonly { readonly function: { readonly name: string } }[];
  readonly stream?: boolean;
  readonly [key: string]: unknown;
}

export interface ScriptedCall {
  readonly name: string;
  readonly arguments: unknown;
  readonly id?: string;
}

/** How the vendor responds to a request. */
export type Behaviour =
  | { readonly kind: "text"; readonly text: string; readonly delayMs?: number; readonly usage?: boolean }
  | {
      readonly kind: "calls";
      readonly calls: readonly ScriptedCall[];
      readonly text?: string;
      readonly delayMs?: number;
    }
  | {
      readonly kind: "status";
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body?: string;
    }
  | { readonly kind: "garbage"; readonly body?: string }
  | { readonly kind: "cut"; readonly after?: string }
  | { readonly kind: "hang"; readonly after?: string };

export interface VendorCall {
  readonly request: VendorRequest;
  readonly headers: IncomingMessage["headers"];
  readonly startedAt: number;
  /** When the whole answer had been written; null until then. */
  finishedAt: number | null;
}

export type VendorScript = (request: VendorRequest, call: number) => Behaviour | Promise<Behaviour>;

export interface OpenAiServer {
  /** For `OPENAI_BASE_URL`. */
  readonly url: string;
  readonly calls: VendorCall[];
  script(script: VendorScript): void;
  close(): Promise<void>;
}

const chunk = (model: string, delta: unknown, finishReason: string | null = null): string =>
  `data: ${JSON.stringify({
    id: "chatcmpl-test",
    object: "chat.completion.chunk",
    created: 0,
    model,
    choices: [{ index: 0, delta, finish_reason: finishReason }],
  })}\n\n`;

const usageOf = { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 };

const usageChunk = (model: string): string =>
  `data: ${JSON.stringify({ id: "chatcmpl-test", object: "chat.completion.chunk", created: 0, model, choices: [], usage: usageOf })}\n\n`;

const asToolCalls = (calls: readonly ScriptedCall[]) =>
  calls.map((call, index) => ({
    index,
    id: call.id ?? `call_${index}`,
    type: "function",
    function: {
      name: call.name,
      arguments: typeof call.arguments === "string" ? call.arguments : JSON.stringify(call.arguments),
    },
  }));

const stream = (response: ServerResponse): void => {
  response.writeHead(200, { "content-type": "text/event-stream" });
};

const answerWhole = (response: ServerResponse, model: string, message: unknown, finishReason: string): void => {
  response.writeHead(200, { "content-type": "application/json" }).end(
    JSON.stringify({
      id: "chatcmpl-test",
      object: "chat.completion",
      created: 0,
      model,
      choices: [{ index: 0, message, finish_reason: finishReason }],
      usage: usageOf,
    }),
  );
};

const perform = async (behaviour: Behaviour, { model, stream: streamed }: VendorRequest, response: ServerResponse) => {
  switch (behaviour.kind) {
    case "text": {
      if (behaviour.delayMs !== undefined) await sleep(behaviour.delayMs);
      if (streamed !== true) {
        answerWhole(response, model, { role: "assistant", content: behaviour.text }, "stop");
        return;
      }
      stream(response);
      for (const piece of behaviour.text.match(/[\s\S]{1,12}/g) ?? []) response.write(chunk(model, { content: piece }));
      response.write(chunk(model, {}, "stop"));
      if (behaviour.usage !== false) response.write(usageChunk(model));
      response.end("data: [DONE]\n\n");
      return;
    }
    case "calls": {
      if (behaviour.delayMs !== undefined) await sleep(behaviour.delayMs);
      const calls = asToolCalls(behaviour.calls);
      if (streamed !== true) {
        const message = { role: "assistant", content: behaviour.text ?? null, tool_calls: calls };
        answerWhole(response, model, message, "tool_calls");
        return;
      }
      stream(response);
      if (behaviour.text !== undefined) response.write(chunk(model, { content: behaviour.text }));
      for (const {
        index,
        id,
        type,
        function: { name, arguments: args },
      } of calls) {
        response.write(chunk(model, { tool_calls: [{ index, id, type, function: { name, arguments: "" } }] }));
        for (const piece of args.match(/[\s\S]{1,9}/g) ?? []) {
          response.write(chunk(model, { tool_calls: [{ index, function: { arguments: piece } }] }));
        }
      }
      response.write(chunk(model, {}, "tool_calls"));
      response.end(`${usageChunk(model)}data: [DONE]\n\n`);
      return;
    }
    case "status":
      response
        .writeHead(behaviour.status, { "content-type": "application/json", ...behaviour.headers })
        .end(behaviour.body ?? JSON.stringify({ error: { message: `status ${behaviour.status}`, type: "test" } }));
      return;
    case "garbage":
      stream(response);
      response.end(behaviour.body ?? "data: {not json\n\n");
      return;
    case "cut":
      stream(response);
      response.write(chunk(model, { content: behaviour.after ?? "Once upon" }));
      await sleep(5);
      response.destroy();
      return;
    case "hang":
      if (behaviour.after !== undefined) {
        stream(response);
        response.write(chunk(model, { content: behaviour.after }));
      }
      await once(response, "close");
  }
};

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString("utf8");
};

/** Answers “ok” until it is given another script. */
export const startOpenAiServer = async (port = 0): Promise<OpenAiServer> => {
  let script: VendorScript = () => ({ kind: "text", text: "ok" });
  const calls: VendorCall[] = [];

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = JSON.parse(await bodyOf(request)) as VendorRequest;
    const call: VendorCall = {
      request: body,
      headers: request.headers,
      startedAt: performance.now(),
      finishedAt: null,
    };
    calls.push(call);
    response.on("finish", () => {
      call.finishedAt = performance.now();
    });
    await perform(await script(body, calls.length - 1), body, response);
  };

  const server = createServer((request, response) => {
    serve(request, response).catch((thrown: unknown) => response.destroy(thrown as Error));
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    calls,
    script: (next) => {
      script = next;
    },
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};
