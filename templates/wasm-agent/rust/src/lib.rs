//! {{name}}: echoes its request. Build it with `bash build.sh`.
use serde_json::{json, Value};
use std::cell::RefCell;

thread_local! {
    static INPUT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static RESPONSE: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// The agent's reply to a message. `Err` becomes a failure.
fn answer(message: &Value) -> Result<Value, String> {
    Ok(json!({ "performative": "inform", "content": { "heard": message["content"] } }))
}

/// Allocates the memory into which the host writes the next message.
#[no_mangle]
pub extern "C" fn alloc(length: usize) -> *mut u8 {
    INPUT.with_borrow_mut(|input| {
        *input = vec![0; length];
        input.as_mut_ptr()
    })
}

/// Returns 1 for a reply, and 2 for an error, which the response describes.
#[no_mangle]
pub extern "C" fn handle_message(_pointer: *const u8, length: usize) -> i32 {
    let said = INPUT.with_borrow(|input| {
        let message: Value = serde_json::from_slice(&input[..length]).map_err(|error| error.to_string())?;
        answer(&message).map(|reply| reply.to_string())
    });
    let (code, text) = match said {
        Ok(text) => (1, text),
        Err(text) => (2, text),
    };
    RESPONSE.with_borrow_mut(|response| *response = text.into_bytes());
    code
}

#[no_mangle]
pub extern "C" fn response_ptr() -> *const u8 {
    RESPONSE.with_borrow(|response| response.as_ptr())
}

#[no_mangle]
pub extern "C" fn response_len() -> usize {
    RESPONSE.with_borrow(|response| response.len())
}
