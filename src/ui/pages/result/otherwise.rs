//! What keeps lines from their usage, or from agreeing with it, because the two sides have it in
//! different ways, and the way out.

use crate::domain::forms::NameForm;
use crate::engine::protocol::{Otherwise, ResultView};
use crate::ui::actions::{source, terms};
use crate::ui::components::{Glyph, icon, select};
use crate::ui::format;
use crate::ui::prelude::*;
use crate::ui::state::Desk;

/// What stands for all names of the usage among the choices; others are their positions.
const ANY: &str = "any";

/// Of what names are.
const NAMED: [&str; 3] = ["account", "service", "channel"];

/// What is found of it.
pub(super) fn otherwise(desk: Desk, result: &ResultView) -> AnyView {
    let (names, others): (Vec<_>, Vec<_>) =
        result.otherwise.iter().cloned().partition(|it| NAMED.contains(&it.of.as_str()));
    let others = others.iter().map(|it| other(desk, it)).collect_view();
    let names = (!names.is_empty()).then(|| self::names(desk, names));
    view! { {others} {names} }.into_any()
}

/// Ids that would match if it did not matter how they are written, lines with the times of usage or with those
/// of another zone, lines that would agree if lengths were rounded in another way or if they counted minutes, and
/// those that would lie in the period by another rule.
fn other(desk: Desk, it: &Otherwise) -> AnyView {
    let t = desk.strings().result();
    let (testid, said, action) = match it.of.as_str() {
        "id" => {
            let usage = it.usage.first().map_or("", String::as_str);
            ("ids-alike", (t.alike_ids)(it.lines, &it.billed, usage), t.match_alike)
        }
        "time" => {
            let (start, length) = seconds(&it.billed);
            ("same-times", (t.same_times)(it.lines, start, length), t.match_alike)
        }
        "zone" => {
            let usage = it.usage.first().map_or("", String::as_str);
            let is_known = !it.billed.is_empty() || !usage.is_empty();
            let action = if is_known { t.read_so } else { "" };
            ("other-zone", (t.zones)(it.lines, &it.billed, usage), action)
        }
        "unit" => ("in-minutes", (t.minutes)(it.lines), t.take_minutes),
        "period" => ("period-rule", (t.period_rules)(it.lines, &it.billed), t.count_so),
        of => {
            let (least, step) = seconds(&it.billed);
            let is_rated = of == "rate";
            let said = (t.roundings)(it.lines, least, step, is_rated);
            // What a rate says is changed where the rates are.
            ("rounding", said, if is_rated { "" } else { t.round_so })
        }
    };
    let taken = StoredValue::new((testid, it.billed.clone()));
    let zone = StoredValue::new(it.usage.first().cloned().unwrap_or_default());
    let act = move |_| match taken.get_value() {
        ("ids-alike", _) => terms::match_by(desk, "alike_id"),
        ("same-times", _) => terms::match_by(desk, "time"),
        ("other-zone", billed) => source::take_zone(desk, &billed, &zone.get_value()),
        ("in-minutes", _) => source::take_minutes(desk),
        ("period-rule", rule) => terms::count_by(desk, rule),
        (_, rounding) => terms::round_lengths(desk, rounding),
    };
    let button = view! {
        <button type="button" class="button button--small" on:click=act>
            {action}
        </button>
    };
    view! {
        <div class="notice is-unsure result__stale" data-testid=testid>
            {icon(Glyph::Warning)} <span>{said}</span> {(!action.is_empty()).then_some(button)}
        </div>
    }
    .into_any()
}

/// Two numbers with a slash between them.
fn seconds(pair: &str) -> (u64, u64) {
    let (one, other) = pair.split_once('/').unwrap_or_default();
    (one.parse().unwrap_or(0), other.parse().unwrap_or(0))
}

/// Names that no usage has: what are they called there?
fn names(desk: Desk, unknown: Vec<Otherwise>) -> AnyView {
    let t = desk.strings().result();
    let chosen = RwSignal::new(vec![String::new(); unknown.len()]);
    let rows = unknown.iter().enumerate().map(|(at, it)| row(desk, at, it, chosen)).collect_view();
    let is_open = move || chosen.read().iter().all(String::is_empty);
    let asked = StoredValue::new(unknown);
    let apply = move |_| {
        let chosen = chosen.get_untracked();
        let names = asked.with_value(|it| it.iter().zip(&chosen).filter_map(taken).collect());
        terms::take_names(desk, names);
    };
    view! {
        <section class="notice is-unsure" data-testid="unknown-names">
            {icon(Glyph::Warning)}
            <div class="stack">
                <p>{t.names_lead}</p>
                <ul class="stack">{rows}</ul>
                <div class="cluster">
                    <button
                        type="button"
                        class="button button--small"
                        disabled=is_open
                        on:click=apply
                    >
                        {t.names_apply}
                    </button>
                </div>
            </div>
        </section>
    }
    .into_any()
}

fn row(desk: Desk, at: usize, name: &Otherwise, chosen: RwSignal<Vec<String>>) -> AnyView {
    let t = desk.strings();
    let of = (t.policy().name_of)(&name.of);
    let said = (t.result().names_name)(of, &name.billed, &format::count(t.locale, name.lines));
    let mut options = vec![
        (String::new(), t.result().names_choose.to_owned()),
        (ANY.to_owned(), t.result().names_any.to_owned()),
    ];
    options.extend(name.usage.iter().enumerate().map(|(n, it)| (n.to_string(), it.clone())));
    let value = Signal::derive(move || chosen.read().get(at).cloned().unwrap_or_default());
    let changed = Callback::new(move |code| {
        chosen.update(|all| {
            if let Some(slot) = all.get_mut(at) {
                *slot = code;
            }
        });
    });
    let aria = said.clone();
    view! {
        <li class="cluster unknown__name">
            <span>{said}</span>
            {select(options, value, changed, "unknown-name", aria)}
        </li>
    }
    .into_any()
}

/// A name with what was chosen for it.
fn taken((name, choice): (&Otherwise, &String)) -> Option<NameForm> {
    let usage = match choice.as_str() {
        ANY => String::new(),
        number => name.usage.get(number.parse::<usize>().ok()?)?.clone(),
    };
    Some(NameForm { of: name.of.clone(), billed: name.billed.clone(), usage })
}
