import { expect } from "chai";
import fc from "fast-check";
import { formatByteSize, formatDuration } from "../../../src/domain/quantities.ts";
import { parseResourceLimits, type ResourceLimits } from "../../../src/domain/resource-limits.ts";
import { refusal, valueOf } from "./support.ts";

const good = { maxMemoryBytes: "64MiB", maxCpuMillis: 250, maxExecutionTime: "30s", maxMessageSize: "1MiB" };
const parsed = { maxMemoryBytes: 67_108_864, maxCpuMillis: 250, maxExecutionTime: 30_000, maxMessageSize: 1_048_576 };

describe("resource limits", () => {
  it("are read in either spelling", () => {
    expect(valueOf(parseResourceLimits(good))).to.deep.equal(parsed);
    const inAFile = {
      max_memory_bytes: "64MiB",
      max_cpu_millis: 250,
      max_execution_time: "30s",
      max_message_size: "1MiB",
    };
    expect(valueOf(parseResourceLimits(inAFile))).to.deep.equal(parsed);
  });

  it("reads back what it wrote", () => {
    const amount = fc.integer({ min: 1, max: 2 ** 31 });
    fc.assert(
      fc.property(
        fc.record({ maxMemoryBytes: amount, maxCpuMillis: amount, maxExecutionTime: amount, maxMessageSize: amount }),
        (limits) => {
          const { maxMemoryBytes, maxCpuMillis, maxExecutionTime, maxMessageSize } =
            limits as unknown as ResourceLimits;
          const written = {
            maxMemoryBytes: formatByteSize(maxMemoryBytes),
            maxCpuMillis: formatDuration(maxCpuMillis),
            maxExecutionTime: formatDuration(maxExecutionTime),
            maxMessageSize: formatByteSize(maxMessageSize),
          };
          expect(valueOf(parseResourceLimits(written))).to.deep.equal(limits);
        },
      ),
    );
  });

  it("come from the defaults where they are not given", () => {
    const defaults = valueOf(parseResourceLimits(good));
    expect(valueOf(parseResourceLimits({ maxCpuMillis: "1s" }, defaults))).to.deep.equal({
      ...parsed,
      maxCpuMillis: 1000,
    });
    expect(valueOf(parseResourceLimits({ maxCpuMillis: null }, defaults))).to.deep.equal(parsed);
  });

  it("complain about every field that is wrong, each at its place", () => {
    const bad = { maxMemoryBytes: "lots", maxCpuMillis: 0, max_execution_time: "5 weeks", maxMessageSise: "1KiB" };
    const complaints = refusal(parseResourceLimits(bad, null, "/limits"));
    expect(complaints.map(({ pointer }) => pointer)).to.have.members([
      "/limits/maxMemoryBytes",
      "/limits/maxCpuMillis",
      "/limits/max_execution_time",
      "/limits/maxMessageSize",
      "/limits/maxMessageSise",
    ]);
    expect(complaints.find(({ pointer }) => pointer === "/limits/maxMessageSise")?.suggestion).to.equal(
      "Did you mean maxMessageSize?",
    );
  });

  it("escape odd keys in the pointer as RFC 6901 wants it", () => {
    const complaints = refusal(parseResourceLimits({ ...good, "a/b~c": 1 }));
    expect(complaints.map(({ pointer }) => pointer)).to.deep.equal(["/a~1b~0c"]);
  });

  it("answer anything with limits or complaints, and throw nothing", () => {
    const object = fc.dictionary(fc.constantFrom(...Object.keys(good), "__proto__", "x"), fc.anything());
    fc.assert(
      fc.property(fc.oneof(fc.anything(), object), (input) => {
        const result = parseResourceLimits(input);
        if (result.ok) expect(Object.values(result.value).every((each) => each > 0)).to.equal(true);
        else expect(result.error).to.have.length.above(0);
      }),
    );
    for (const bad of [null, undefined, [], "64MiB", 5]) expect(refusal(parseResourceLimits(bad))).to.have.length(1);
  });
});
