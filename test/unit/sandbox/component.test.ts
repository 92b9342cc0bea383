/** The pass over components: what it refuses, and that hostile components cause no other error. */
import { expect } from "chai";
import fc from "fast-check";
import { CaxtonError } from "../../../src/domain/errors.ts";
import { isComponent } from "../../../src/domain/wasm.ts";
import { passGuest } from "../../../src/sandbox/pass-guest.ts";
import type { ModulePolicy } from "../../../src/sandbox/types.ts";
import {
  aliasCoreFunction,
  aliasMemory,
  component,
  coreBag,
  coreInstance,
  coreModule,
  entryType,
  exported,
  importInterface,
  instance,
  lift,
  list,
  lower,
  nested,
  preamble,
  section,
  simpleComponent,
  typeCount,
  aliasFunction,
} from "../../support/components.ts";
import { aPolicy } from "../../support/guests.ts";

const refusal = (bytes: Uint8Array, policy: Partial<ModulePolicy> = {}): CaxtonError => {
  try {
    passGuest(bytes, aPolicy(policy));
  } catch (error) {
    if (error instanceof CaxtonError) return error;
    throw error;
  }
  throw new RangeError("It was not refused.");
};

const withMemory = (pages: string): readonly number[] => coreModule(`(module (memory (export "memory") ${pages}))`);

describe("components", () => {
  it("are recognized by their header", () => {
    expect(isComponent(simpleComponent())).to.equal(true);
    expect(isComponent(Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]))).to.equal(false);
    expect(isComponent(new Uint8Array(0))).to.equal(false);
  });

  it("become metered modules and a plan", () => {
    const { kind, modules, plan, exports, memoryLimit } = passGuest(simpleComponent(), aPolicy());
    expect([kind, modules.length, exports, memoryLimit]).to.deep.equal(["component", 2, ["handle-message"], 1_048_576]);
    for (const bytes of modules) expect(WebAssembly.validate(bytes)).to.equal(true);
    expect(
      plan?.steps.map(({ module, imports }) => [module, imports.map(([from, name]) => `${from} ${name}`)]),
    ).to.deep.equal([
      [0, []],
      [1, ["memory memory", "memory cabi_realloc"]],
    ]);
  });

  it("share the memory limit in the order of their modules", () => {
    const two = component(withMemory("1"), withMemory("2 100"), coreInstance(0), coreInstance(1));
    const limit = { maxMemoryBytes: 10 * 65_536 };
    expect(passGuest(two, aPolicy(limit)).memoryLimit).to.equal(10 * 65_536);
    const refused = refusal(two, { maxMemoryBytes: 2 * 65_536 });
    expect([refused.code, refused.facts["bytes"]]).to.deep.equal(["sandbox.memory_limit_exceeded", 3 * 65_536]);
  });

  it("are refused if one of their modules uses a feature that is not allowed", () => {
    const filling = component(
      coreModule("(module (memory 1) (func (memory.fill (i32.const 0) (i32.const 0) (i32.const 0))))"),
    );
    expect(refusal(filling).facts["feature"]).to.equal("bulk-memory");
    expect(passGuest(filling, aPolicy({ features: ["bulk-memory"] })).modules).to.have.length(1);
    expect(refusal(simpleComponent(), { maxModuleBytes: 100 }).code).to.equal("sandbox.module_too_large");
  });

  it("are refused if an entry point has the wrong type", () => {
    const bytes = component(
      section(7, list([[0x40, ...list([[4, 0x6a, 0x73, 0x6f, 0x6e, 0x73]]), 0x00, 0x73]])),
      coreModule(
        `(module (memory (export "memory") 1) (func (export "entry") (param i32 i32) (result i32) (i32.const 8)))`,
      ),
      coreInstance(0),
      aliasMemory(0),
      aliasCoreFunction(0, "entry"),
      lift(0, 0, { memory: 0 }),
      exported("handle-message", 0),
    );
    const { code, message } = refusal(bytes);
    expect(code).to.equal("sandbox.abi_violation");
    expect(message).to.contain("func(string) -> string");
  });

  it("may contain components, but calls from one nested component to another are refused when they happen", () => {
    const inner = component(
      entryType,
      coreModule(`(module (memory (export "memory") 1) (func (export "f") (param i32 i32) (result i32) unreachable))`),
      coreInstance(0),
      aliasMemory(0),
      aliasCoreFunction(0, "f"),
      lift(0, typeCount - 1, { memory: 0 }),
      exported("f", 0),
    );
    const outer = component(nested(inner), instance(0), aliasFunction(0, "f"), lower(0), exported("handle-message", 0));
    const { plan, exports } = passGuest(outer, aPolicy());
    expect(plan?.hosts).to.deep.include({
      interface: "",
      name: "a function of another nested component",
      memory: null,
      realloc: null,
      postReturn: null,
    });
    expect(exports).to.deep.equal(["handle-message"]);
  });

  it("are refused if they multiply or nest without limit", () => {
    let bytes = component(coreModule(`(module (func (export "f")))`), coreInstance(0));
    for (let depth = 0; depth < 12; depth += 1) bytes = component(nested(bytes), instance(0), instance(0), instance(0));
    expect(refusal(bytes).message).to.match(/more than 64 core instances|more than 50000 definitions/);
    let deep = component();
    for (let depth = 0; depth < 40; depth += 1) deep = component(nested(deep));
    expect(refusal(deep).message).to.contain("components are nested more than 16 deep");
    const types = Array.from({ length: 200 }, () => [0x42, 0x01, 0x01]).flat();
    expect(refusal(component(section(7, [0x01, ...types, 0x42, 0x00]))).message).to.contain(
      "types are nested more than 32 deep",
    );
    // The inner component refers to itself by an alias, and instantiates itself.
    const itself = component(section(6, [0x01, 0x04, 0x02, 0x01, 0x00]), instance(0));
    expect(refusal(component(nested(itself), instance(0))).message).to.contain(
      "instances are nested more than 32 deep",
    );
    const twice = component(withMemory("1"), coreInstance(0), coreInstance(0));
    expect(refusal(twice).message).to.contain("instantiated twice");
  });

  it("are refused if they have too many imports, names or instances, and long names are shortened in messages", () => {
    const host = { interface: "wasi:cli/stdin@0.2.0", functions: ["get-stdin"] };
    const many = component(
      importInterface(host.interface, host.functions),
      aliasFunction(0, "get-stdin"),
      ...Array.from({ length: 1_001 }, () => lower(0)),
    );
    expect(refusal(many).message).to.contain("more than 1000 functions of the host");
    const names = Array.from({ length: 400 }, (_, index) => [`n${index}`, 0] as const);
    const bags = component(
      coreModule(`(module (func (export "f")))`),
      ...Array.from({ length: 50 }, () => coreBag([])),
    );
    expect(passGuest(bags, aPolicy()).kind).to.equal("component");
    const inner = component(
      coreModule(`(module (func (export "f")))`),
      coreInstance(0),
      aliasCoreFunction(0, "f"),
      coreBag(names),
    );
    const wide = component(
      ...Array.from({ length: 200 }, () => [...nested(inner)]),
      ...Array.from({ length: 200 }, (_, index) => instance(index)),
    );
    expect(refusal(wide).message).to.match(/more than 50000 definitions|more than 64/);
    const long = `acme:${"x".repeat(100_000)}/y@1.0.0`;
    expect(refusal(component(importInterface(long, []))).message.length).to.be.lessThan(400);
    expect(refusal(component(aliasCoreFunction(0, "z".repeat(100_000)))).message.length).to.be.lessThan(600);
    const parameters = Array.from({ length: 100_000 }, () => [0, 0x73]);
    const lifting = component(
      section(7, list([[0x40, ...list(parameters), 0x00, 0x73]])),
      coreModule(`(module (memory (export "memory") 1) (func (export "f") (result i32) (i32.const 8)))`),
      coreInstance(0),
      aliasMemory(0),
      aliasCoreFunction(0, "f"),
      ...Array.from({ length: 10_000 }, () => lift(0, 0, { memory: 0 })),
      exported("describe", 0),
    );
    expect(refusal(lifting).code).to.equal("sandbox.abi_violation");
  });

  it("are refused with a reason if they need WASI 0.3 or another string encoding, or refer to missing items", () => {
    expect(refusal(component(section(7, [0x01, 0x43, 0x00, 0x01, 0x00]))).facts["feature"]).to.equal(
      "component-model-async",
    );
    const utf16 = component(section(8, [0x01, 0x01, 0x00, 0x00, 0x01, 0x01]));
    expect(refusal(utf16).message).to.contain("UTF-8");
    expect(refusal(Uint8Array.from([...preamble.slice(0, 4), 0x0e, 0, 1, 0])).code).to.equal("sandbox.invalid_module");
    expect(refusal(component(section(2, [0x01, 0x00, 0x07, 0x00]))).message).to.contain("there is no core module 7");
    expect(refusal(component(section(6, [0x01, 0x03, 0x02, 0x05, 0x00]))).message).to.contain(
      "an alias refers to something outside",
    );
  });

  it("with modified bytes either pass or are refused with a known error", function () {
    this.timeout(120_000);
    const codes =
      /^sandbox\.(?:invalid_module|feature_refused|import_refused|module_too_large|abi_violation|(?:memory|table)_limit_exceeded)$/;
    const host = { interface: "caxton:guest/host@0.1.0", functions: ["log", "now"] };
    const originals = [
      simpleComponent(),
      simpleComponent({ host }),
      component(nested(simpleComponent({ host })), instance(0)),
    ];
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 });
    let passed = 0;
    fc.assert(
      fc.property(fc.nat(2), changes, fc.nat(8), (which, places, cut) => {
        const bytes = Uint8Array.from(originals[which] ?? []);
        for (const [place, value] of places) bytes[8 + (place % (bytes.length - 8))] = value;
        try {
          passGuest(
            cut === 0 ? bytes.subarray(0, 8 + ((places[0]?.[0] ?? 0) % bytes.length)) : bytes,
            aPolicy({ imports: ["log", "now_ms"] }),
          );
          passed += 1;
        } catch (error) {
          if (!(error instanceof CaxtonError)) throw error;
          expect(error.code).to.match(codes);
        }
      }),
      { numRuns: 5_000 },
    );
    expect(passed).to.be.greaterThan(50);
  });
});
