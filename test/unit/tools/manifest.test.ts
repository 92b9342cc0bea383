import { expect } from "chai";
import fc from "fast-check";
import { cpuMillis, mebibytes, seconds } from "../../../src/domain/quantities.ts";
import { withinCeilings } from "../../../src/tools/ceilings.ts";
import { parseToolManifest } from "../../../src/tools/manifest.ts";
import { highCeilings } from "../../support/ceilings.ts";
import { refusal, valueOf } from "../domain/support.ts";

const least = { name: "probe", description: "Probes.", inputSchema: { type: "object" } };
const withGrants = (grants: object) => parseToolManifest({ ...least, grants });

/** Pointers of all complaints. */
const complaintsOf = (input: unknown): readonly (string | undefined)[] => {
  const parsed = parseToolManifest(input);
  return parsed.ok ? [] : parsed.error.map(({ pointer }) => pointer);
};

describe("the manifest of a tool", () => {
  it("needs little, and grants nothing that it does not say", () => {
    const { grants, ...manifest } = valueOf(parseToolManifest(least));
    expect(grants).to.deep.equal({ network: [], storage: [], database: [], env: [], secrets: [] });
    expect(manifest).to.deep.include({
      version: "0.0.0",
      outputSchema: null,
      idempotent: false,
      timeout: 30_000,
      features: [],
    });
    expect(manifest.limits.hostCalls).to.be.above(0);
  });

  it("takes both spellings, units, and what hosts look like in URLs", () => {
    const camel = {
      ...least,
      timeout: "5s",
      limits: { maxInput: "16MB", hostCalls: 7, logBytes: "1KiB", cpu: "200ms" },
      features: ["simd"],
      grants: {
        network: [
          { host: "API.Example.com", methods: ["post"] },
          { host: "0x7f.1", private: true },
          { host: "[0:0:0:0:0:0:0:1]" },
        ],
        storage: [{ path: "notes", access: "write", maxFileSize: "1MB" }],
        database: [{ connection: "shop", maxRows: 5, timeout: "1s" }],
        env: ["LANG"],
        secrets: [{ name: "TOKEN", host: "*.example.com", prefix: "Bearer " }],
      },
    };
    const snake = {
      name: "probe",
      description: "Probes.",
      input_schema: { type: "object" },
      timeout: 5,
      limits: { max_input: 16_000_000, host_calls: 7, log_bytes: 1_024, cpu: 200 },
      features: ["simd"],
      grants: {
        network: [
          { host: "api.example.com", methods: ["POST"] },
          { host: "127.0.0.1", private: true },
          { host: "[::1]" },
        ],
        storage: [{ path: "notes", access: "write", max_file_size: "1MB" }],
        database: [{ connection: "shop", max_rows: 5, timeout: "1000ms" }],
        env: ["LANG"],
        secrets: [{ name: "TOKEN", host: "*.EXAMPLE.com", prefix: "Bearer ", header: "authorization" }],
      },
    };
    const manifest = valueOf(parseToolManifest(camel));
    expect(manifest).to.deep.equal(valueOf(parseToolManifest(snake)));
    expect(manifest.grants.network[0]).to.deep.equal({
      host: "api.example.com",
      methods: ["POST"],
      ports: [80, 443],
      private: false,
    });
    expect(manifest.grants.storage[0]?.maxFileSize).to.equal(1_000_000);
  });

  it("is told of everything that is wrong with it at once, where it stands and what was meant", () => {
    const parsed = parseToolManifest({
      name: "No Name",
      input_schema: { type: "array" },
      timeot: "5s",
      limits: { memory: "1", host_calls: 0, maxInputs: 3 },
      features: ["sim"],
      grants: { network: [{ hostt: "a.test" }], storage: {} },
    });
    const complaints = parsed.ok ? [] : parsed.error;
    expect(complaints.map(({ pointer }) => pointer).toSorted()).to.deep.equal(
      [
        ...[
          "/name",
          "/description",
          "/input_schema",
          "/timeot",
          "/features/0",
          "/limits/host_calls",
          "/limits/maxInputs",
        ],
        ...["/grants/network/0/host", "/grants/network/0/hostt", "/grants/storage"],
      ].toSorted(),
    );
    const said = (end: string) => complaints.find(({ pointer }) => pointer?.endsWith(end));
    expect(said("/timeot")?.suggestion).to.equal("Did you mean timeout?");
    expect(said("/hostt")?.suggestion).to.equal("Did you mean host?");
    expect(said("/maxInputs")?.suggestion).to.equal("Did you mean maxInput?");
    expect(said("/features/0")?.message).to.include("Did you mean simd?");
  });

  it("has schemas that are schemas", () => {
    for (const schema of [
      { type: "objekt" },
      { type: "object", properties: 3 },
      { $ref: "#/nowhere", type: "object" },
      [],
      "object",
    ]) {
      expect(complaintsOf({ ...least, inputSchema: schema }), JSON.stringify(schema)).to.deep.equal(["/inputSchema"]);
    }
    expect(complaintsOf({ ...least, outputSchema: { type: "text" } })).to.deep.equal(["/outputSchema"]);
    expect(complaintsOf({ ...least, outputSchema: { $ref: "https://example.com/schema" } })).to.deep.equal([
      "/outputSchema",
    ]);
  });

  it("grants no more than can be meant", () => {
    const refused: readonly [object, string][] = [
      [{ network: [{ host: "*", private: true }] }, "/grants/network/0/private"],
      [{ network: [{ host: "*.127.0.0.1" }] }, "/grants/network/0/host"],
      [{ network: [{ host: "http://a.test" }] }, "/grants/network/0/host"],
      [{ network: [{ host: "a.test:80" }] }, "/grants/network/0/host"],
      [{ network: [{ host: "a.*.test" }] }, "/grants/network/0/host"],
      [{ network: [{ host: "a.test", ports: [70_000] }] }, "/grants/network/0/ports/0"],
      [{ network: [{ host: "a.test", methods: ["CONNECT"] }] }, "/grants/network/0/methods/0"],
      [{ network: [{ host: "a.test", methods: ["trace"] }] }, "/grants/network/0/methods/0"],
      [{ storage: [{ path: "../other" }] }, "/grants/storage/0/path"],
      [{ storage: [{ path: "a/../../b" }] }, "/grants/storage/0/path"],
      [{ storage: [{ path: "" }] }, "/grants/storage/0/path"],
      [{ storage: [{ path: "a", access: "all" }] }, "/grants/storage/0/access"],
      [{ database: [{ connection: "a", timeout: "2h" }] }, "/grants/database/0/timeout"],
      [{ env: ["a b"] }, "/grants/env/0"],
      [{ secrets: [{ name: "A", host: "*" }] }, "/grants/secrets/0/host"],
      [{ secrets: [{ name: "A", host: "a.test", header: "Host" }] }, "/grants/secrets/0/header"],
      [{ secrets: [{ name: "A", host: "a.test", prefix: "x\r\n" }] }, "/grants/secrets/0/prefix"],
      [{ env: ["A"], secrets: [{ name: "A", host: "a.test" }] }, "/grants/env"],
    ];
    for (const [grants, pointer] of refused) {
      expect(complaintsOf({ ...least, grants }), JSON.stringify(grants)).to.deep.equal([pointer]);
    }
    for (const limits of [{ memory: "5GiB" }, { cpu: "2h" }, { maxOutput: "1GB" }, { memory: 0 }]) {
      expect(complaintsOf({ ...least, limits }), JSON.stringify(limits)).to.have.length(1);
    }
    expect(complaintsOf({ ...least, timeout: "2h" })).to.deep.equal(["/timeout"]);
  });

  it("asks for no more than the server's ceilings allow, which lower what it does not say", () => {
    const ceilings = {
      memory: mebibytes(32),
      cpu: cpuMillis(1_000),
      executionTime: seconds(10),
      messageSize: mebibytes(1),
    };
    const limits = { memory: "1TiB", cpu: "1001ms", maxInput: "1025KiB", max_output: "2MiB" };
    const refused = refusal(parseToolManifest({ ...least, timeout: "11s", limits }, ceilings));
    expect(refused.map(({ pointer }) => pointer)).to.have.members([
      "/timeout",
      "/limits/memory",
      "/limits/cpu",
      "/limits/maxInput",
      "/limits/max_output",
    ]);
    const memory = refused.find(({ pointer }) => pointer === "/limits/memory")?.message;
    expect(memory).to.equal(
      "“1TiB” is too much: it may be at most 32MiB (sandbox.ceilings.max_memory in the server's configuration).",
    );
    // The defaults are higher than these ceilings, but nobody has asked for them.
    const silent = valueOf(parseToolManifest(least, ceilings));
    expect(silent.limits.memory).to.equal(mebibytes(64));
    const lowered = withinCeilings(silent, ceilings);
    expect(lowered.timeout).to.equal(seconds(10));
    expect(lowered.limits).to.deep.equal({
      ...silent.limits,
      memory: mebibytes(32),
      cpu: cpuMillis(1_000),
      maxInput: mebibytes(1),
      maxOutput: mebibytes(1),
    });
    expect(withinCeilings(silent, highCeilings)).to.deep.equal(silent);
  });

  it("never throws, whatever it is", () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (input, grants) => {
        parseToolManifest(input);
        withGrants({ network: [grants], storage: [grants], database: [grants], secrets: [grants], env: [grants] });
        parseToolManifest({ ...least, limits: input, features: [grants] });
      }),
    );
  });
});
