//! The watch over every story sees what it is there to see.

use serde_json::json;
use trueup_e2e::{Desk, Setup, wait};

in_both!(sees_what_must_not_happen, Setup::default(), sees_story);

fn sees_story(desk: &Desk) {
    // All of it is provoked here.
    desk.excuse("");
    let seen = |sign: &str| {
        let what = format!("“{sign}” to be seen");
        wait::until(what, || desk.wrongs().iter().any(|it| it.contains(sign)).then_some(()));
    };
    desk.session.run("setTimeout(() => console.error('a planted error'))", &json!([]));
    seen("a planted error");
    desk.session.run("setTimeout(() => { throw new Error('a planted fault') })", &json!([]));
    seen("a planted fault");
    let call = "fetch(arguments[0]).catch(() => {})";
    desk.session.run(call, &json!(["https://stray.example.com/"]));
    seen("policy: \"connect-src https://stray.example.com/");
    seen("server: ");
    desk.session.run(call, &json!(["https://bots.kore.ai/api/public/planted"]));
    seen("stray: https://bots.kore.ai/api/public/planted");
    seen("left the machine: CONNECT bots.kore.ai:443");
    desk.session.run(call, &json!([format!("{}/not-there.js", desk.site.origin())]));
    seen("404");
}
