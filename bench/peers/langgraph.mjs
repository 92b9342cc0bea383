/**
 * The same work in LangGraph.js with its SQLite checkpointer: a graph whose one node asks the stub model. One process, no
 * server in front, and no worker that could be another process: for orientation, not a like-for-like comparison.
 *
 *   node langgraph.mjs <OPENAI_BASE_URL> <file.db> <milliseconds alone> <milliseconds of a crowd> <how many at once>
 */
import { Annotation, END, MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
import { SqliteSaver } from "@langchain/langgraph-checkpoint-sqlite";
import { randomUUID } from "node:crypto";

const [baseUrl, file, aloneMs, crowdMs, crowd] = process.argv.slice(2);

const ask = async ({ messages }) => {
  const response = await fetch(`${baseUrl}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ model: "stub", messages: messages.map(({ content }) => ({ role: "user", content })) }),
  });
  const answer = await response.json();
  return { messages: [{ role: "assistant", content: answer.choices[0].message.content }] };
};

const State = Annotation.Root({ ...MessagesAnnotation.spec });
const checkpointer = SqliteSaver.fromConnString(file);
const graph = new StateGraph(State)
  .addNode("model", ask)
  .addEdge(START, "model")
  .addEdge("model", END)
  .compile({ checkpointer });

const request = async (thread) =>
  graph.invoke({ messages: [{ role: "user", content: "How many rows?" }] }, { configurable: { thread_id: thread } });

/** A fresh thread now and then: a thread's state grows with every message, and so would its cost. */
const measure = async (milliseconds, atOnce) => {
  const times = [];
  const started = performance.now();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      let thread = randomUUID();
      for (let count = 1; performance.now() - started < milliseconds; count++) {
        if (count % 10 === 0) thread = randomUUID();
        const before = performance.now();
        await request(thread);
        times.push(performance.now() - before);
      }
    }),
  );
  const elapsed = performance.now() - started;
  times.sort((a, b) => a - b);
  const quantile = (q) => times[Math.floor(times.length * q)];
  return { p50: quantile(0.5), p99: quantile(0.99), perSecond: (times.length / elapsed) * 1_000, count: times.length };
};

await measure(500, 1);
const alone = await measure(Number(aloneMs), 1);
const together = await measure(Number(crowdMs), Number(crowd));
console.log(JSON.stringify({ alone, together }));
