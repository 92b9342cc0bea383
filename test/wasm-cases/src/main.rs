//! Prints JSON lines. `wasm-cases spec` prints the WebAssembly core test suite, one file of it a line; `wasm-cases random
//! <seed> <count>` prints random valid modules, one a line: { "wasm": base64 }. The same seed gives the same modules.

mod random;
mod spec;

use std::env::args;
use std::io::{self, BufWriter, Write};

fn main() {
    let mut out = BufWriter::new(io::stdout().lock());
    let words: Vec<String> = args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["spec"] => spec::print(&mut out),
        ["random", seed, count] => random::print(
            seed.parse().expect("the seed is a number"),
            count.parse().expect("the count is a number"),
            &mut out,
        ),
        _ => panic!("usage: wasm-cases spec | wasm-cases random <seed> <count>"),
    }
    out.flush().expect("standard output takes it");
}
