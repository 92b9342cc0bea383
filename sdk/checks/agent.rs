//! An agent that uses the whole kit in Rust, for a test.
use caxton_guest::{Level, Value, inform, json, log, now, random, reply, request};

caxton_guest::agent!(answer);

fn answer(message: &Value) -> Result<Option<Value>, String> {
    let asked = request(message);
    let value = &asked["value"];
    match asked["do"].as_str().unwrap_or_default() {
        "echo" => Ok(Some(inform(value.clone()))),
        // A saturating conversion (the feature nontrapping-float-to-int).
        "truncate" => Ok(Some(inform(json!(value.as_f64().unwrap_or(f64::NAN) as i32)))),
        "ask the host" => {
            let mut bytes = [0; 13];
            random(&mut bytes);
            log(Level::Warn, "asked");
            Ok(Some(inform(json!({ "now": now(), "random": bytes }))))
        }
        "refuse" => Ok(Some(reply("refuse", json!("not today")))),
        "say nothing" => Ok(None),
        "panic" => panic!("for a reason"),
        other => Err(format!("cannot do {other:?}")),
    }
}
