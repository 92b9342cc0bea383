//! What the host offers to agents. Compiled for another target, as by `cargo test`, the same functions use the machine.

/// Of a line in the agent's log.
#[derive(Clone, Copy, Debug)]
pub enum Level {
    Trace = 0,
    Debug = 1,
    Info = 2,
    Warn = 3,
    Error = 4,
}

#[cfg(target_family = "wasm")]
mod imports {
    #[link(wasm_import_module = "caxton")]
    unsafe extern "C" {
        pub fn log(level: i32, start: *const u8, length: usize);
        pub safe fn now_ms() -> i64;
        pub fn random(start: *mut u8, length: usize);
    }
}

/// Writes a line to the agent's log.
#[cfg(target_family = "wasm")]
pub fn log(level: Level, text: &str) {
    // SAFETY: the host reads exactly these bytes, before it returns.
    unsafe { imports::log(level as i32, text.as_ptr(), text.len()) }
}

/// The time in milliseconds since 1970.
#[cfg(target_family = "wasm")]
pub fn now() -> i64 {
    imports::now_ms()
}

/// Fills the bytes with random ones.
#[cfg(target_family = "wasm")]
pub fn random(bytes: &mut [u8]) {
    // SAFETY: the host writes exactly these bytes, before it returns.
    unsafe { imports::random(bytes.as_mut_ptr(), bytes.len()) }
}

/// Writes a line to the standard error output.
#[cfg(not(target_family = "wasm"))]
pub fn log(level: Level, text: &str) {
    eprintln!("{level:?}: {text}");
}

/// The time in milliseconds since 1970.
#[cfg(not(target_family = "wasm"))]
pub fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |time| time.as_millis() as i64)
}

/// Fills the bytes with random ones.
#[cfg(not(target_family = "wasm"))]
pub fn random(bytes: &mut [u8]) {
    use std::hash::{BuildHasher, RandomState};
    for chunk in bytes.chunks_mut(8) {
        // Each state has a random key of its own.
        let number = RandomState::new().hash_one(chunk.len()).to_le_bytes();
        chunk.copy_from_slice(&number[..chunk.len()]);
    }
}
