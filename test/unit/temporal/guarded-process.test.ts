import { expect } from "chai";
import { CaxtonError } from "../../../src/domain/errors.ts";
import { startGuarded } from "../../../src/temporal/guarded-process.ts";

describe("a guarded process", () => {
  it("that cannot be started is temporal.no_server, with the command and the reason", async () => {
    const error: unknown = await startGuarded({ command: "true", args: [], cwd: "/no/such/folder", env: {} }).then(
      () => expect.fail("started"),
      (thrown: unknown) => thrown,
    );
    expect(error).to.be.instanceOf(CaxtonError).and.to.include({ code: "temporal.no_server" });
    expect((error as CaxtonError).message)
      .to.contain("true")
      .and.to.contain("ENOENT");
  });
});
