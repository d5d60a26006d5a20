//! Questions only the person can answer, with what the data says for each answer.

use super::Open;
use crate::domain::Role;
use crate::engine::protocol::{DateAnswer, Question};
use crate::source::SourceId;
use crate::ui::actions::source;
use crate::ui::components::text_field;
use crate::ui::format::{self, Day};
use crate::ui::prelude::*;
use crate::ui::state::Desk;
use crate::ui::strings::reading::DECIMAL_MARKS;

/// The id of the element that asks about a source, to which its card leads.
pub(super) fn element_id(source: SourceId) -> String {
    ["question-", &source.0.to_string()].concat()
}

/// Tells all questions apart: of a source there is one of each kind.
pub(super) fn key(source: SourceId, question: &Question) -> u64 {
    let kind = match question {
        Question::DateOrder { .. } => 0,
        Question::DecimalMark { .. } => 1,
        Question::Columns { .. } => 2,
        Question::Period => 3,
        Question::Report => 4,
        Question::Layout { .. } => 5,
    };
    u64::from(source.0) << 3 | kind
}

/// One question about a source. What is chosen lives longer than this view of it.
pub(super) fn question(
    desk: Desk,
    (source, name, question): &(SourceId, String, Question),
    open: RwSignal<Open>,
    chosen: RwSignal<String>,
) -> AnyView {
    let t = desk.strings();
    let source = *source;
    let ask = &t.ready().ask;
    match question {
        Question::DateOrder { example, answers } => {
            let options = answers.iter().map(|it| date_option(desk, it)).collect();
            let lead = (ask.example)(example);
            let done = move |order: String| {
                source::answer(desk, source, |it| it.date_order = order);
            };
            choices(desk, element_id(source), (ask.dates)(name), lead, options, chosen, done)
        }
        Question::DecimalMark { example, as_dot, as_comma } => {
            let option = |mark: &str, value: &str| Choice {
                code: mark.to_owned(),
                text: format::decimal(t.locale, value, 0),
                note: (ask.mark)(mark),
            };
            let options = DECIMAL_MARKS
                .into_iter()
                .zip([as_dot, as_comma])
                .filter(|(_, value)| !value.is_empty())
                .map(|(mark, value)| option(mark, value))
                .collect();
            let done = move |mark: String| {
                source::answer(desk, source, |it| it.decimal_mark = mark);
            };
            let (title, lead) = ((ask.decimals)(name), (ask.example)(example));
            choices(desk, element_id(source), title, lead, options, chosen, done)
        }
        Question::Layout { candidates } => {
            let options = candidates
                .iter()
                .map(|id| Choice { code: id.clone(), text: t.layout(id), note: String::new() })
                .collect();
            let done = move |layout: String| {
                source::answer(desk, source, |it| it.layout = layout);
            };
            let (title, lead) = ((ask.layout)(name), String::new());
            choices(desk, element_id(source), title, lead, options, chosen, done)
        }
        Question::Columns { missing } => {
            let names: Vec<String> = missing.iter().map(|it| t.field(it)).collect();
            let cell = desk.session.cell(source);
            let settings = move |_| {
                if let Some(cell) = cell.clone() {
                    open.set(Open::Setup(cell));
                }
            };
            view! {
                <div class="question" id=element_id(source) tabindex="-1" data-testid="question">
                    <p class="question__title">{(ask.columns)(name, &names.join(", "))}</p>
                    <button type="button" class="button" on:click=settings>
                        {t.sources.set_columns}
                    </button>
                </div>
            }
            .into_any()
        }
        Question::Period => period(desk, source, name),
        Question::Report => report(desk, source, name),
    }
}

/// Which of the files that were taken for usage is the bill, where there is none: an itemised bill of calls
/// looks like records of calls with their charges.
pub(super) fn bill(desk: Desk, files: &[(SourceId, String)], chosen: RwSignal<String>) -> AnyView {
    let ask = &desk.strings().ready().ask;
    let option = |(source, name): &(SourceId, String)| Choice {
        code: source.0.to_string(),
        text: name.clone(),
        note: String::new(),
    };
    let done = move |source: String| {
        // Nothing is chosen beforehand when it is asked again.
        chosen.set(String::new());
        if let Ok(source) = source.parse() {
            let role = Role::Billed.code();
            source::answer(desk, SourceId(source), |it| role.clone_into(&mut it.role));
        }
    };
    let options = files.iter().map(option).collect();
    choices(
        desk,
        "question-bill".to_owned(),
        ask.bill.to_owned(),
        ask.bill_lead.to_owned(),
        options,
        chosen,
        done,
    )
}

/// One answer that can be chosen.
struct Choice {
    code: String,
    text: String,
    note: String,
}

fn date_option(desk: Desk, answer: &DateAnswer) -> Choice {
    let t = desk.strings();
    Choice {
        code: answer.order.clone(),
        text: format::day_long(t.locale, Day::from_epoch(answer.day)),
        note: match answer.of {
            0 => String::new(),
            of => (t.ready().ask.inside)(answer.inside, of),
        },
    }
}

/// Radio buttons; nothing is chosen beforehand and nothing happens before the button is pressed, so
/// that looking through them with the arrow keys changes nothing.
fn choices(
    desk: Desk,
    group: String,
    title: String,
    lead: String,
    options: Vec<Choice>,
    chosen: RwSignal<String>,
    done: impl Fn(String) + 'static,
) -> AnyView {
    let t = desk.strings();
    // What was chosen may be among the answers no more.
    let codes: Vec<String> = options.iter().map(|it| it.code.clone()).collect();
    let options = options
        .into_iter()
        .map(|choice| {
            let code = choice.code.clone();
            let own = code.clone();
            let note = (!choice.note.is_empty())
                .then(|| view! { <span class="choice__note">{choice.note}</span> });
            view! {
                <label class="choice">
                    <input
                        type="radio"
                        name=group.clone()
                        value=choice.code
                        prop:checked=move || chosen.with(|it| *it == own)
                        on:change=move |_| chosen.set(code.clone())
                    />
                    <span>{choice.text}</span>
                    {note}
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="question" id=group tabindex="-1" data-testid="question">
            <legend class="question__title">{title}</legend>
            {(!lead.is_empty()).then(|| view! { <p class="question__lead">{lead}</p> })}
            {options}
            <button
                type="button"
                class="button button--small"
                data-testid="answer"
                disabled=move || chosen.with(|it| !codes.contains(it))
                on:click=move |_| done(chosen.get_untracked())
            >
                {t.ready().ask.use_it}
            </button>
        </fieldset>
    }
    .into_any()
}

fn period(desk: Desk, source: SourceId, name: &str) -> AnyView {
    let t = desk.strings();
    let (from, until) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let missing = move || from.read().is_empty() || until.read().is_empty();
    let done = move |_| {
        source::answer(desk, source, |it| {
            it.period_from = from.get_untracked();
            it.period_to = until.get_untracked();
        });
    };
    let field = |label, testid, value: RwSignal<String>| {
        let changed = Callback::new(move |text| value.set(text));
        text_field(label, "", "date", testid, value.into(), changed)
    };
    view! {
        <fieldset class="question" id=element_id(source) tabindex="-1" data-testid="question">
            <legend class="question__title">{(t.ready().ask.period)(name)}</legend>
            <div class="pair">
                {field(t.ready().ask.from, "question-from", from)}
                {field(t.ready().ask.until, "question-until", until)}
            </div>
            <button
                type="button"
                class="button button--small"
                data-testid="answer"
                disabled=missing
                on:click=done
            >
                {t.ready().ask.use_it}
            </button>
        </fieldset>
    }
    .into_any()
}

fn report(desk: Desk, source: SourceId, name: &str) -> AnyView {
    let t = desk.strings();
    let service = RwSignal::new(String::new());
    let changed = Callback::new(move |text| service.set(text));
    let done = move |_| {
        source::answer(desk, source, |it| it.service = service.get_untracked());
    };
    view! {
        <fieldset class="question" id=element_id(source) tabindex="-1" data-testid="question">
            <legend class="question__title">{(t.ready().ask.report)(name)}</legend>
            {text_field(
                t.ready().ask.report_label,
                "",
                "text",
                "question-report",
                service.into(),
                changed,
            )}
            <button
                type="button"
                class="button button--small"
                data-testid="answer"
                disabled=move || service.with(|it| it.trim().is_empty())
                on:click=done
            >
                {t.ready().ask.use_it}
            </button>
        </fieldset>
    }
    .into_any()
}
