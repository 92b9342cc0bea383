import { Worker } from "@temporalio/worker";
import { historyFromJSON } from "@temporalio/common/lib/proto-utils.js";
import { expect } from "chai";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { testWorkflowBundle } from "../../support/conversations.ts";

const folder = fileURLToPath(new URL("../../fixtures/histories/", import.meta.url));

type History = ReturnType<typeof historyFromJSON>;

const read = (file: string): History => historyFromJSON(JSON.parse(readFileSync(folder + file, "utf8")));

describe("replay of recorded conversations", function () {
  this.timeout(120_000);
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));

  it("has the recordings of the ways a conversation can go", () => {
    expect(files).to.have.length.of.at.least(8);
  });

  for (const file of files) {
    it(`replays ${file.replace(".json", "")}`, async () => {
      await Worker.runReplayHistory({ workflowBundle: await testWorkflowBundle() }, read(file));
    });
  }

  it("notices a history that this code would not have made", async () => {
    const history = read("one-exchange-by-activity.json");
    for (const event of history.events ?? []) {
      const scheduled = event.activityTaskScheduledEventAttributes;
      if (scheduled?.activityType != null) scheduled.activityType.name = "somethingElse";
    }
    const failure = await Worker.runReplayHistory({ workflowBundle: await testWorkflowBundle() }, history).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(String(failure)).to.match(/nondeterminism/i);
  });
});
