import { expect } from "chai";
import { Writable } from "node:stream";
import { CaxtonError } from "../../../src/domain/errors.ts";
import { createLogger, type LoggerOptions } from "../../../src/observability/logger.ts";

const logged = (options: Partial<LoggerOptions>, work: (logger: ReturnType<typeof createLogger>) => void): string => {
  let text = "";
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      text += chunk.toString();
      done();
    },
  });
  work(createLogger({ level: "info", stream, ...options }));
  return text;
};

const records = (...args: Parameters<typeof logged>): any[] =>
  logged(...args)
    .trim()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

describe("the log", () => {
  it("is one JSON object a line, with level, time and message", () => {
    const [record] = records({}, (logger) => logger.info({ agent: "Haiku" }, "loaded"));
    expect(record).to.include({ level: "info", agent: "Haiku", msg: "loaded" });
    expect(new Date(record.time).toISOString()).to.equal(record.time);
  });

  it("leaves out what is below the level", () => {
    expect(records({ level: "warn" }, (logger) => logger.info("no"))).to.have.length(0);
    expect(records({ level: "silent" }, (logger) => logger.fatal("no"))).to.have.length(0);
  });

  it("carries the trace id of a child logger", () => {
    const [record] = records({}, (logger) => logger.child({ traceId: "ab".repeat(16) }).info("here"));
    expect(record.traceId).to.equal("ab".repeat(16));
  });

  it("never writes a key, wherever it stands", () => {
    const secret = `caxton_${"s".repeat(43)}`;
    const text = logged({}, (logger) => {
      logger.info({ headers: { Authorization: "Basic zzzz", "X-Api-Key": "zzzz" } }, "request");
      logger.info({ config: { llm: { openai: { apiKey: "zzzz" } } } }, "configuration");
      logger.child({ apiKey: "zzzz" }).info("child");
      logger.error({ err: new Error(`Incorrect API key: ${secret}`) }, `with Bearer ${secret}`);
      logger.error({ err: new CaxtonError("llm.rejected", "no", { facts: { apiKey: "zzzz" } }) }, "facts");
      logger.info({ list: [{ secret: "zzzz" }] }, "sk-abcdefghijklmnopqrstuvwx");
    });
    expect(text).to.not.include("zzzz").and.not.include(secret).and.not.include("sk-abcdef");
    expect(text.trim().split("\n")).to.have.length(6);
    expect(text).to.include("[redacted]");
  });

  it("tells an error's code, hint and causes, and nothing of what a library hung on it", () => {
    const cause = Object.assign(new Error("socket hang up"), { headers: { body: "private" } });
    const error = new CaxtonError("llm.unavailable", "No answer.", { hint: "Wait.", cause });
    const [record] = records({}, (logger) => logger.error({ err: error }, "failed"));
    expect(record.err).to.include({ code: "llm.unavailable", message: "No answer.", hint: "Wait." });
    expect(record.err.cause.message).to.equal("socket hang up");
    expect(JSON.stringify(record)).to.not.include("private");
  });

  it("ends a circle of causes and of fields", () => {
    const error = new Error("round");
    error.cause = error;
    const facts: Record<string, unknown> = { name: "round" };
    facts["self"] = facts;
    const [first, second] = records({}, (logger) => {
      logger.error({ err: error }, "cause");
      logger.info({ facts }, "fields");
    });
    expect(first.err.message).to.equal("round");
    expect(JSON.stringify(second)).to.include("[too deep]");
  });

  it("is readable where a person watches, and lets no escape sequence through", () => {
    const text = logged({ pretty: true }, (logger) => {
      logger.warn({ agent: "\u001B[2Jevil" }, "careful\u0007");
      logger.error({ err: new CaxtonError("agent.not_found", "There is none.", { hint: "Make one." }) }, "failed");
    });
    expect(text)
      .to.match(/WARN/)
      .and.match(/careful/)
      .and.match(/agent\.not_found/)
      .and.match(/Make one\./);
    expect(text).to.not.include("\u001B[2J").and.not.include("\u0007");
  });
});
