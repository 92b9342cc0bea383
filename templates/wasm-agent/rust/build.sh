#!/usr/bin/env bash
# Builds {{slug}}.wasm. Needs Rust with the target wasm32-unknown-unknown (rustup target add wasm32-unknown-unknown) and wasm-opt
# (npm install --global binaryen). Rust's precompiled standard library copies memory with an instruction that the sandbox does
# not allow by default; wasm-opt replaces it.
set -euo pipefail
cd "$(dirname "$0")"
cargo build --release
wasm-opt -O3 --enable-bulk-memory --enable-sign-ext --enable-mutable-globals --enable-nontrapping-float-to-int \
  --llvm-memory-copy-fill-lowering --strip-target-features \
  target/wasm32-unknown-unknown/release/{{crate}}.wasm -o {{slug}}.wasm
