//! Control from outside, for tests in other languages: off unless asked for.
//!
//! `GET /__sim/truth`, `GET` and `DELETE /__sim/log`, `GET` and `PUT /__sim/scenario` (a scenario
//! as JSON; what it leaves out has its default; the log starts anew).

use serde::Serialize;

use crate::lock::lock;
use crate::play::{Shared, Stage};
use crate::wire::{Call, Reply};

pub(crate) fn answer(shared: &Shared, call: &Call) -> Reply {
    match (call.method.as_str(), call.path.as_str()) {
        ("GET", "/__sim/truth") => json(&lock(&shared.stage).data.truth()),
        ("GET", "/__sim/scenario") => json(&lock(&shared.stage).scenario),
        ("GET", "/__sim/log") => json(&*lock(&shared.log)),
        ("DELETE", "/__sim/log") => {
            lock(&shared.log).clear();
            Reply::empty(204)
        }
        ("PUT", "/__sim/scenario") => {
            let stage = serde_json::from_slice(&call.body).map_err(Into::into).and_then(Stage::new);
            match stage {
                Ok(stage) => {
                    *lock(&shared.stage) = stage;
                    lock(&shared.log).clear();
                    Reply::empty(204)
                }
                Err(error) => Reply::new(400, "text/plain", error.to_string()),
            }
        }
        _ => Reply::new(404, "text/plain", "No such control"),
    }
}

fn json(value: &impl Serialize) -> Reply {
    match serde_json::to_string(value) {
        Ok(text) => Reply::json(200, text),
        Err(error) => Reply::new(500, "text/plain", error.to_string()),
    }
}
