#!/usr/bin/env bash
# Called by test-tools.sh: makes Rust for wasm32-unknown-unknown available to the tests of agents in Rust. Does nothing
# if the user's Rust has that target. Otherwise, if this user may install Debian packages, it installs Debian's newest
# Rust, which lacks the target, and its sources, and compiles the standard library for the target as Rust's releases do
# (`[profile.dist]` in library/Cargo.toml), into .caxton-test/rust. Never calls rustup, which would change the user's Rust.
set -euo pipefail
cd "$(dirname "$0")/.."

target=wasm32-unknown-unknown
home=.caxton-test/rust
skipped="the tests that build agents in Rust will be skipped"

has_target() { command -v cargo >/dev/null && [ -d "$(rustc --print target-libdir --target "$target" 2>/dev/null)" ]; }

if has_target; then exit 0; fi

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "test-tools: Rust has no $target (rustup target add $target); $skipped." >&2
  exit 0
fi

library=/usr/lib/rustlib/src/rust/library

is_installed() { [ -e "$library/sysroot/Cargo.toml" ] && [ -x /usr/bin/rustc ] && [ -x /usr/bin/cargo ] && linker >/dev/null; }

# The newest lld that is installed; the links rust-lld and wasm-ld are in larger packages.
linker() { ls -v /usr/bin/lld-[0-9]* 2>/dev/null | tail -n 1 | grep .; }

if ! is_installed; then
  echo "test-tools: Debian's Rust"
  export DEBIAN_FRONTEND=noninteractive
  # Another Rust from Debian packages is not replaced.
  {
    apt-get update -qq &&
      apt-get install -qq -y --no-remove --no-install-recommends rustc-web cargo-web rust-web-src &&
      llvm=$(/usr/bin/rustc -vV | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p') &&
      apt-get install -qq -y --no-remove --no-install-recommends "lld-$llvm"
  } >/dev/null || true
  if ! is_installed; then
    echo "test-tools: there is no Rust with $target in Debian's packages; $skipped." >&2
    exit 0
  fi
fi

stamp=$(/usr/bin/rustc -vV | cksum)
[ "$(cat "$home/stamp" 2>/dev/null || true)" != "$stamp" ] || exit 0

echo "test-tools: Rust's standard library for $target into $home"
set +e
# The folder is renamed to its final name only once it is complete.
(
  set -e
  host=$(/usr/bin/rustc -vV | sed -n 's/^host: //p')
  rm -rf "$home" "$home.new"
  RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Zforce-unstable-if-unmarked CARGO_TERM_COLOR=never \
    /usr/bin/cargo build --quiet --locked --profile dist --features backtrace --target "$target" \
    --target-dir "$home.new/build" --manifest-path "$library/sysroot/Cargo.toml"
  mkdir -p "$home.new/bin" "$home.new/lib/rustlib/$target/lib"
  cp "$home.new/build/$target/dist/deps/"*.rlib "$home.new/lib/rustlib/$target/lib"
  rm -rf "$home.new/build"
  ln -s "/usr/lib/rustlib/$host" "$home.new/lib/rustlib/$host"
  ln -s /usr/bin/cargo "$home.new/bin/cargo"
  ln -s "$(linker)" "$home.new/bin/rust-lld"
  printf '#!/bin/sh\nexec /usr/bin/rustc --sysroot "$(dirname "$0")/.." "$@"\n' >"$home.new/bin/rustc"
  chmod +x "$home.new/bin/rustc"
  printf '%s\n' "$stamp" >"$home.new/stamp"
  mv "$home.new" "$home"
)
set -e
[ -e "$home/stamp" ] || echo "test-tools: Rust's standard library could not be compiled; $skipped." >&2
