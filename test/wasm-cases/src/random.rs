//! Random valid modules by wasm-smith. One in two keeps to the default policy's features, the others have more; each ends
//! by itself after some hundred thousand steps, so that it can be run without metering too.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;
use std::io::Write;
use wasm_smith::{Config, Module};

/// What a random module may import; any of it may be left out by the generator.
const IMPORTS: &str = r#"(module
  (import "caxton" "log" (func (param i32 i32 i32)))
  (import "caxton" "now_ms" (func (result i64)))
  (import "caxton" "random" (func (param i32 i32)))
  (import "caxton" "host_read" (func (param i32 i32) (result i32))))"#;

/// Steps of wasm-smith's own counter, which it asks at loops and functions.
const STEPS: u32 = 3_000;

/// xorshift64*: Vigna, “An experimental exploration of Marsaglia's xorshift generators, scrambled” (2016).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| (self.next() >> 56) as u8).collect()
    }
}

fn config(random: &mut Random) -> Config {
    let more = random.next() & (1 << 40) != 0;
    let imports = random.next() & (1 << 41) != 0;
    Config {
        available_imports: imports.then(|| wat::parse_str(IMPORTS).expect("the text above is right")),
        max_imports: if imports { 4 } else { 0 },
        allow_start_export: false,
        export_everything: true,
        bulk_memory_enabled: more,
        reference_types_enabled: more,
        simd_enabled: more,
        tail_call_enabled: more,
        threads_enabled: more && random.next() & (1 << 42) != 0,
        extended_const_enabled: false,
        relaxed_simd_enabled: false,
        exceptions_enabled: false,
        gc_enabled: false,
        memory64_enabled: false,
        wide_arithmetic_enabled: false,
        compact_imports_enabled: false,
        max_tables: if more { 3 } else { 1 },
        max_table_elements: 1_000,
        max_memory32_bytes: 16 << 20,
        min_funcs: 1,
        max_funcs: 12,
        max_instructions: 400,
        max_memories: 1,
        min_uleb_size: 1 + (random.next() >> 62) as u8,
        ..Config::default()
    }
}

pub fn print(seed: u64, count: usize, out: &mut impl Write) {
    let mut random = Random(seed.wrapping_mul(2).wrapping_add(1));
    let mut printed = 0;
    while printed < count {
        let config = config(&mut random);
        let size = 2_000 + (random.next() >> 52) as usize;
        let bytes = random.bytes(size);
        let mut source = arbitrary::Unstructured::new(&bytes);
        let Ok(mut module) = Module::new(config, &mut source) else { continue };
        // Without it, for the runs in which only fuel ends a module.
        let endless = module.to_bytes();
        if module.ensure_termination(STEPS).is_err() {
            continue;
        }
        let line = json!({ "wasm": STANDARD.encode(module.to_bytes()), "endless": STANDARD.encode(endless) });
        writeln!(out, "{line}").expect("standard output takes it");
        printed += 1;
    }
}
