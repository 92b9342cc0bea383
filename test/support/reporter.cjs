/**
 * Mocha's reporter for Caxton: one line per file's suite, failures in full, and as the very last line the runner's own
 * counts, such as `412 passed, 0 failed`, on a line of their own for people and scripts.
 */
"use strict";

const Mocha = require("mocha");

const { Base } = Mocha.reporters;
const { EVENT_SUITE_BEGIN, EVENT_SUITE_END, EVENT_TEST_PASS, EVENT_TEST_FAIL, EVENT_TEST_PENDING, EVENT_RUN_END } =
  Mocha.Runner.constants;

/** Tests slower than this, in milliseconds, are listed with their time. */
const slow = 2_000;

const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1)} s`;

class Reporter extends Base {
  constructor(runner, options) {
    super(runner, options);
    const say = (text) => process.stdout.write(`${text}\n`);
    let current = null;

    const begin = (suite) => {
      if (suite.parent?.root) current = { passed: 0, failed: 0, started: Date.now(), notes: [] };
    };
    const end = (suite) => {
      if (!suite.parent?.root || current === null) return;
      const { passed, failed, started, notes } = current;
      const color = failed > 0 ? "fail" : "green";
      const mark = Base.color(color, failed > 0 ? Base.symbols.err : Base.symbols.ok);
      const failures = failed > 0 ? Base.color("fail", `, ${failed} failed`) : "";
      say(
        `${mark} ${suite.title} ${Base.color("light", `${passed} passed${failures}, ${seconds(Date.now() - started)}`)}`,
      );
      for (const note of notes) say(`    ${note}`);
      current = null;
    };

    runner.on(EVENT_SUITE_BEGIN, begin);
    runner.on(EVENT_SUITE_END, end);
    runner.on(EVENT_TEST_PASS, (test) => {
      if (current === null) return;
      current.passed += 1;
      if (test.duration > slow)
        current.notes.push(Base.color("slow", `${seconds(test.duration)} ${test.titlePath().slice(1).join(" ")}`));
    });
    runner.on(EVENT_TEST_FAIL, (test, error) => {
      if (current !== null) current.failed += 1;
      say(`${Base.color("fail", `${Base.symbols.err} ${test.titlePath().join(" › ")}`)}: ${error.message}`);
    });
    runner.on(EVENT_TEST_PENDING, (test) => current?.notes.push(Base.color("pending", `skipped: ${test.title}`)));
    runner.on(EVENT_RUN_END, () => {
      const { passes, failures, pending, duration } = runner.stats;
      if (this.failures.length > 0) Base.list(this.failures);
      // Among other mocha processes: the one that started them all adds the counts up (scripts/test.mjs).
      if (process.send !== undefined) {
        process.send({ passed: passes, failed: failures, skipped: pending });
        return;
      }
      say(`\n${seconds(duration ?? 0)}`);
      say(`${passes} passed, ${failures} failed${pending > 0 ? `, ${pending} skipped` : ""}`);
    });
  }
}

module.exports = Reporter;
