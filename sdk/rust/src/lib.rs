//! The calling convention of Caxton's WASM agents (docs/wasm-guests.md): an agent is a function of a message.
//!
//! ```ignore
//! caxton_guest::agent!(answer);
//!
//! fn answer(message: &Value) -> Result<Option<Value>, String> {
//!     Ok(Some(inform(json!({ "heard": message["content"] }))))
//! }
//! ```

mod host;

pub use host::{Level, log, now, random};
pub use serde_json::{self, Value, json};

use std::cell::RefCell;

thread_local! {
    static INPUT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static RESPONSE: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Makes a function `fn(&Value) -> Result<Option<Value>, String>` the agent. It is called with each message; `None` sends
/// no reply, and the text of an `Err` is sent as a failure.
#[macro_export]
macro_rules! agent {
    ($answer:path) => {
        #[unsafe(no_mangle)]
        pub extern "C" fn handle_message(_start: *const u8, length: usize) -> i32 {
            $crate::respond(length, $answer)
        }
    };
}

/// A reply that gives the sender what it asked for.
pub fn inform(content: Value) -> Value {
    reply("inform", content)
}

/// A reply with another of FIPA's performatives, such as `not-understood` or `refuse`.
pub fn reply(performative: &str, content: Value) -> Value {
    json!({ "performative": performative, "content": content })
}

/// What the sender asks: the message's content, or its field `request`, where other agents put it.
pub fn request(message: &Value) -> &Value {
    let content = &message["content"];
    content.get("request").unwrap_or(content)
}

/// Answers the message in the input; for `agent!`. Returns the code of the ABI: 0 for no reply, 1 for a reply, 2 for an
/// error.
#[doc(hidden)]
pub fn respond(length: usize, answer: impl FnOnce(&Value) -> Result<Option<Value>, String>) -> i32 {
    // Taken out, so that the input of a large message does not stay allocated.
    let input = INPUT.take();
    let answered = serde_json::from_slice::<Value>(&input[..length])
        .map_err(|error| format!("The message is not JSON: {error}"))
        .and_then(|message| answer(&message));
    let (code, text) = match answered {
        Ok(None) => (0, String::new()),
        Ok(Some(reply)) => (1, reply.to_string()),
        Err(reason) => (2, reason),
    };
    RESPONSE.set(text.into_bytes());
    code
}

/// Allocates the memory into which the host writes the next message.
#[unsafe(no_mangle)]
pub extern "C" fn alloc(length: usize) -> *mut u8 {
    INPUT.with_borrow_mut(|input| {
        *input = vec![0; length];
        input.as_mut_ptr()
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn response_ptr() -> *const u8 {
    RESPONSE.with_borrow(|response| response.as_ptr())
}

#[unsafe(no_mangle)]
pub extern "C" fn response_len() -> usize {
    RESPONSE.with_borrow(|response| response.len())
}

/// Called once by the host. A panic ends the call as a trap, which has no text, so its message goes to the agent's log.
#[unsafe(no_mangle)]
pub extern "C" fn _initialize() {
    std::panic::set_hook(Box::new(|panic| log(Level::Error, &panic.to_string())));
}
