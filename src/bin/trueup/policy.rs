//! The policy file.

use crate::args::Args;
use trueup::engine::forms::PolicyForm;

/// The policy of the arguments: that of the file, with what options say beside it.
///
/// # Errors
/// A sentence when the file is no policy.
pub(crate) fn read(args: &Args) -> Result<PolicyForm, String> {
    let mut states_zone = false;
    let mut policy = match &args.policy {
        None => PolicyForm::default(),
        Some(path) => {
            let text = std::fs::read_to_string(path);
            let text = text.map_err(|error| format!("trueup: {path} cannot be opened: {error}"))?;
            let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
            // A list would be read as the fields in their order.
            if !text.trim_start().starts_with('{') {
                return Err(format!("trueup: {path} is no policy: it does not begin with {{"));
            }
            let read = |error| format!("trueup: {path} is no policy: {error}");
            let fields: serde_json::Value = serde_json::from_str(text).map_err(read)?;
            states_zone = fields.get("time_zone").is_some();
            serde_json::from_str(&figures_as_wanted(text)).map_err(read)?
        }
    };
    // Who says the zone of all files means it for the period and the rates too.
    if let Some(zone) = args.for_all("--time-zone").filter(|_| !states_zone) {
        zone.clone_into(&mut policy.time_zone);
    }
    if let Some((from, to)) = &args.period {
        policy.period_from.clone_from(from);
        policy.period_to.clone_from(to);
    }
    Ok(policy)
}

/// The only field that is a number.
const NUMBER: &str = "\"amount_decimals\"";

/// JSON whose figures are texts with the digits that were written, as a policy wants them, but for the field
/// that is a number: `0.50` becomes `"0.50"`.
fn figures_as_wanted(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let (mut rest, mut name) = (json, "");
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '"' => text_end(rest),
            '-' | '0'..='9' => {
                rest.find(|it: char| !it.is_ascii_alphanumeric() && !"+-.".contains(it))
            }
            _ => Some(first.len_utf8()),
        };
        let (token, after) = rest.split_at_checked(end.unwrap_or(rest.len())).unwrap_or((rest, ""));
        let is_text = first == '"';
        let figure = token.trim_matches('"');
        let is_figure = !is_text && token.bytes().any(|it| it.is_ascii_digit());
        if is_figure && name != NUMBER {
            out.extend(["\"", token, "\""]);
        } else if is_text && name == NUMBER && figure.parse::<u32>().is_ok() {
            out.push_str(figure);
        } else {
            out.push_str(token);
        }
        // The name of a value is the text before it; between the two stands a colon.
        name = match first {
            '"' => token,
            ':' | ' ' | '\t' | '\r' | '\n' => name,
            _ => "",
        };
        rest = after;
    }
    out
}

/// Where a text that begins with its quote ends.
fn text_end(json: &str) -> Option<usize> {
    let mut is_escaped = true;
    json.char_indices().find_map(|(at, it)| {
        let ends = it == '"' && !is_escaped;
        // The first quote is that of the beginning.
        is_escaped = it == '\\' && !is_escaped;
        ends.then_some(at + 1)
    })
}
