//! The evidence of a row: both sides' source text, the arithmetic, the rule, the decision.

use super::steps;
use crate::domain::outcome::Standing;
use crate::domain::{Decision, Outcome, Role};
use crate::engine::protocol::{Evidence, RowView, Selection, SideEvidence};
use crate::platform::screen;
use crate::ui::actions::{browse, decide};
use crate::ui::components::parts::standing_class;
use crate::ui::components::{Glyph, chip, icon};
use crate::ui::format;
use crate::ui::prelude::*;
use crate::ui::state::Desk;
use crate::ui::state::view::Shown;
use crate::ui::strings::Strings;
use leptos::html;
use std::sync::Arc;

/// The panel; a sheet over the rows where there is no room beside them.
pub(super) fn evidence(desk: Desk) -> AnyView {
    let t = desk.strings();
    let shown = desk.view.shown;
    let panel = NodeRef::<html::Aside>::new();
    let is_open = Memo::new(move |_| shown.with(|it| *it != Shown::Nothing));
    // A sheet covers what had the focus, so it takes it, and nothing else can be reached.
    let is_narrow = RwSignal::new(screen::matches(screen::Query::Narrow));
    StoredValue::new(screen::on_change(screen::Query::Narrow, move |now| is_narrow.set(now)));
    let is_sheet = Memo::new(move |_| is_open.get() && is_narrow.get());
    Effect::new(move |was: Option<bool>| {
        let is_sheet = is_sheet.get();
        let panel = panel.get_untracked();
        screen::leave_only(panel.as_deref().filter(|_| is_sheet));
        if let Some(panel) = panel.filter(|_| is_sheet) {
            let _ = panel.focus();
        } else if was == Some(true) {
            screen::focus_first(".grid [tabindex='0']");
        }
        is_sheet
    });
    on_cleanup(|| screen::leave_only(None));
    let content = move || match shown.get() {
        Shown::Nothing => hint(t),
        Shown::Loading(row) => view! {
            {title(desk, &row)}
            <p class="muted" role="status">{t.result().loading}</p>
        }
        .into_any(),
        Shown::Ready(evidence) => ready(desk, &evidence),
    };
    view! {
        <div
            class="evidence__shade"
            hidden=move || !is_open.get()
            on:click=move |_| leave(desk)
        ></div>
        <aside
            class="card evidence"
            class:is-open=move || is_open.get()
            role=move || is_sheet.get().then_some("dialog")
            aria-modal=move || is_sheet.get().then_some("true")
            aria-label=t.result().evidence
            data-testid="evidence"
            tabindex="-1"
            node_ref=panel
            on:keydown=move |event| {
                if event.key() == "Escape" {
                    leave(desk);
                }
            }
        >
            {content}
        </aside>
    }
    .into_any()
}

/// Closes the panel and goes back to the row it was about.
fn leave(desk: Desk) {
    browse::close_evidence(desk);
    screen::focus_first("[role=grid][tabindex=\"0\"],[role=grid] [tabindex=\"0\"]");
}

fn hint(t: &'static Strings) -> AnyView {
    let keys = t.result().keys.map(|(key, what)| {
        view! { <div class="evidence__step"><dt><kbd>{key}</kbd></dt><dd>{what}</dd></div> }
    });
    view! {
        <h2 class="card__title">{t.result().evidence}</h2>
        <p class="muted">{t.result().evidence_hint}</p>
        <dl class="evidence__steps evidence__keys">{keys.collect_view()}</dl>
    }
    .into_any()
}

fn title(desk: Desk, row: &RowView) -> AnyView {
    let t = desk.strings();
    let id = format::short_id(&row.id);
    let name = match row.side {
        _ if row.id.is_empty() && !row.service.is_empty() => row.service.clone(),
        _ if row.id.is_empty() => t.result().row_without_id.to_owned(),
        Role::Usage => (t.result().record)(&id),
        _ => (t.result().line)(&id),
    };
    view! {
        <div class="evidence__head">
            <h2 class="evidence__title" title=row.id.clone()>{name}</h2>
            <button
                type="button"
                class="button button--icon evidence__close"
                aria-label=t.shell.close
                title=t.shell.close
                on:click=move |_| leave(desk)
            >
                {icon(Glyph::Cross)}
            </button>
            <p class="evidence__verdict">
                {chip(row.outcome.standing(), (t.outcomes.called.outcome)(row.outcome))}
                {row.decision.map(|it| decided(t, it))}
            </p>
        </div>
    }
    .into_any()
}

fn decided(t: &'static Strings, decision: Decision) -> AnyView {
    let (glyph, text) = match decision {
        Decision::Dispute => (Glyph::Flag, t.result().is_disputed),
        Decision::Accept => (Glyph::Check, t.result().is_accepted),
    };
    view! { <span class="chip">{icon(glyph)}{text}</span> }.into_any()
}

fn ready(desk: Desk, evidence: &Arc<Evidence>) -> AnyView {
    let t = desk.strings();
    let row = &evidence.row;
    let flags = row.flags.iter().map(|it| view! { <li>{(t.outcomes.called.flag)(*it)}</li> });
    let are_lengths = steps::are_lengths(&evidence.steps);
    let lines = evidence.steps.iter().map(|step| {
        let line = steps::line(t, step, are_lengths);
        let differs = line.standing == Standing::Differs;
        view! {
            <div class="evidence__step">
                <dt>{line.name}</dt>
                <dd class:is-differs-text=differs>{line.value}</dd>
            </div>
        }
    });
    let shown = u64::try_from(evidence.usage.len()).unwrap_or(u64::MAX);
    let more = evidence.usage_count.saturating_sub(shown);
    let usage = evidence.usage.iter().map(|it| side(t, t.result().usage, it));
    let has_steps = !evidence.steps.is_empty();
    // What a repeat goes with went with the row that it repeats.
    let is_repeat = matches!(row.outcome, Outcome::DuplicateLine | Outcome::DuplicateUsage);
    view! {
        {title(desk, row)}
        <p class="evidence__lead">{lead(t, row)}</p>
        {(!row.flags.is_empty()).then(|| view! { <ul class="evidence__flags">{flags.collect_view()}</ul> })}
        {has_steps
            .then(|| {
                view! {
                    <dl class="inset evidence__steps" aria-label=t.result().arithmetic>
                        {lines.collect_view()}
                    </dl>
                }
            })}
        {match &evidence.billed {
            Some(billed) => side(t, t.result().bill, billed),
            None if is_repeat => ().into_any(),
            None => absent(t.result().bill, String::new(), t.result().no_line),
        }}
        {if evidence.usage.is_empty() && is_repeat {
            ().into_any()
        } else if evidence.usage.is_empty() {
            absent(t.result().usage, String::new(), t.result().no_usage)
        } else {
            view! { <div class="evidence__records">{usage.collect_view()}</div> }.into_any()
        }}
        {evidence.repeats.as_ref().map(|it| side(t, t.result().repeats, it))}
        {(more > 0)
            .then(|| {
                view! {
                    <p class="evidence__place">
                        {(t.result().more_records)(more)}
                    </p>
                }
            })}
        <p class="evidence__rule">
            {(t.result().rule)(evidence.rule, evidence.rule_kind)}
            {evidence
                .names
                .iter()
                .map(|it| [" ", &(t.result().name_taken)(it)].concat())
                .collect_view()}
        </p>
        {decision(desk, evidence)}
    }
    .into_any()
}

/// What was billed, what it should have been, in a sentence.
fn lead(t: &'static Strings, row: &RowView) -> AnyView {
    let money = |text: &str| format::money(t.locale, &row.currency, text);
    let meaning = (t.outcomes.of)(row.outcome).meaning;
    match (row.billed.as_str(), row.expected.as_str()) {
        ("", "") => meaning.into_any(),
        (billed, "") => {
            [&(t.result().lead_billed)(&money(billed)), " ", meaning].concat().into_any()
        }
        ("", expected) => {
            [&(t.result().lead_expected)(&money(expected)), " ", meaning].concat().into_any()
        }
        (billed, expected) if format::is_zero(&row.difference) => {
            let _ = expected;
            [&(t.result().lead_billed)(&money(billed)), " ", meaning].concat().into_any()
        }
        (billed, expected) => {
            let class = standing_class(Standing::Differs);
            let difference = format::signed(t.locale, &row.difference, 2);
            view! {
                {(t.result().lead_both)(&money(billed), &money(expected))}
                <strong class=[class, "-text"].concat()>{difference}</strong>
            }
            .into_any()
        }
    }
}

fn side(t: &'static Strings, name: &'static str, side: &SideEvidence) -> AnyView {
    let place = (t.result().place)(&side.file, &format::count(t.locale, side.line));
    if side.text.is_empty() {
        // No row is without text: its file cannot be read any more.
        return absent(name, place, t.result().text_gone);
    }
    let pieces = steps::marked(&side.text, &side.marks).into_iter().map(|(is_marked, piece)| {
        let piece = piece.to_owned();
        if is_marked { view! { <mark>{piece}</mark> }.into_any() } else { piece.into_any() }
    });
    view! {
        <div class="evidence__side">
            <h3 class="evidence__place"><strong>{name}</strong> " " {place}</h3>
            <pre class="inset evidence__text" tabindex="0" aria-label=name>{pieces.collect_view()}</pre>
        </div>
    }
    .into_any()
}

fn absent(name: &'static str, place: String, text: &'static str) -> AnyView {
    view! {
        <div class="evidence__side">
            <h3 class="evidence__place"><strong>{name}</strong> " " {place}</h3>
            <p class="inset evidence__absent">{text}</p>
        </div>
    }
    .into_any()
}

fn decision(desk: Desk, evidence: &Arc<Evidence>) -> AnyView {
    let t = desk.strings();
    let row = evidence.row.row;
    let now = evidence.row.decision;
    let note = evidence.note.clone();
    let drafts = desk.view.drafts;
    let draft = drafts.with_value(|it| it.get(&row).cloned());
    let is_writing = RwSignal::new(draft.is_some());
    let text = RwSignal::new(draft.unwrap_or_else(|| note.clone()));
    let field = NodeRef::<html::Textarea>::new();
    let button = NodeRef::<html::Button>::new();
    // Whoever leaves the field is back at what opened it.
    let go_back = move || {
        is_writing.set(false);
        if let Some(button) = button.get_untracked() {
            let _ = button.focus();
        }
    };
    let write = move |_| {
        is_writing.update(|it| *it = !*it);
        request_animation_frame(move || {
            if let Some(field) = field.get_untracked() {
                screen::focus_in_place(&field);
            }
        });
    };
    // The same verdict again takes it back.
    let decide_as = move |wanted: Decision| {
        let decision = Some(wanted).filter(|it| now != Some(*it));
        decide::decide(desk, Selection::Rows(vec![row]), decision, None);
    };
    let pressed = move |it: Decision| if now == Some(it) { "true" } else { "false" };
    let primary = if now.is_some() { "button" } else { "button button--primary" };
    let done = move || {
        go_back();
        drafts.update_value(|it| drop(it.remove(&row)));
    };
    let given_up = StoredValue::new(note.clone());
    let give_up = move |_| {
        done();
        text.set(given_up.get_value());
    };
    let save = move |_| {
        done();
        decide::decide(desk, Selection::Rows(vec![row]), now, Some(text.get_untracked()));
    };
    let writing = move || {
        view! {
            <div class="evidence__writing">
                <textarea
                    class="input"
                    rows="3"
                    aria-label=t.result().note
                    placeholder=t.result().note_hint
                    node_ref=field
                    prop:value=move || text.get()
                    on:input=move |event| {
                        let now = event_target_value(&event);
                        drafts.update_value(|it| drop(it.insert(row, now.clone())));
                        text.set(now);
                    }
                    on:keydown=move |event| {
                        if event.key() == "Escape" {
                            event.stop_propagation();
                            go_back();
                        }
                    }
                ></textarea>
                <div class="cluster">
                    <button type="button" class="button button--small button--primary" on:click=save>
                        {t.result().save}
                    </button>
                    <button type="button" class="button button--small" on:click=give_up>
                        {t.result().cancel}
                    </button>
                </div>
            </div>
        }
    };
    let has_note = !note.is_empty();
    view! {
        {has_note
            .then(|| view! { <p class="evidence__note">{icon(Glyph::Note)} <span>{note}</span></p> })}
        {move || is_writing.get().then(writing)}
        <div class="evidence__decide">
            <button
                type="button"
                class=primary
                class:is-on=now == Some(Decision::Dispute)
                aria-pressed=pressed(Decision::Dispute)
                on:click=move |_| decide_as(Decision::Dispute)
            >
                {(now == Some(Decision::Dispute)).then(|| icon(Glyph::Flag))}
                {if now == Some(Decision::Dispute) { t.result().is_disputed } else { t.result().dispute }}
            </button>
            <button
                type="button"
                class="button"
                class:is-on=now == Some(Decision::Accept)
                aria-pressed=pressed(Decision::Accept)
                on:click=move |_| decide_as(Decision::Accept)
            >
                {(now == Some(Decision::Accept)).then(|| icon(Glyph::Check))}
                {if now == Some(Decision::Accept) { t.result().is_accepted } else { t.result().accept }}
            </button>
            <button
                type="button"
                class="button"
                aria-expanded=move || if is_writing.get() { "true" } else { "false" }
                node_ref=button
                on:click=write
            >
                {t.result().note}
            </button>
        </div>
    }
    .into_any()
}
