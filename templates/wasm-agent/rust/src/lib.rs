//! {{name}}: echoes its request.
use caxton_guest::{Value, inform, json, request};

caxton_guest::agent!(answer);

/// The agent's reply to a message. `None` sends no reply, and an `Err` a failure with this text.
fn answer(message: &Value) -> Result<Option<Value>, String> {
    Ok(Some(inform(json!({ "heard": request(message) }))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn echoes_its_request() {
        let reply = answer(&json!({ "performative": "request", "content": "Hello" })).unwrap();
        assert_eq!(reply, Some(inform(json!({ "heard": "Hello" }))));
    }
}
