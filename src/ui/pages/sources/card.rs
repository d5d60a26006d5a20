//! The card of a source: what it was recognised as first, then facts, then what was noticed.

use super::Open;
use super::card_text::{self, Fact};
use super::case;
use crate::diagnostics::{Code, Diagnostic, Severity};
use crate::domain::Role;
use crate::domain::outcome::Standing;
use crate::engine::protocol::{FindingView, Progress, Question, SourceState, SourceView};
use crate::platform::screen;
use crate::ui::actions::source;
use crate::ui::components::parts::standing_class;
use crate::ui::components::{Glyph, icon, progress_bar};
use crate::ui::format;
use crate::ui::prelude::*;
use crate::ui::state::{Desk, SourceCell};
use crate::ui::strings::Strings;
use std::sync::Arc;

/// Where a source stands, as far as the card's build goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Waiting,
    Reading,
    Ready,
    Failed,
}

/// The card.
pub(super) fn card(desk: Desk, cell: SourceCell, open: RwSignal<Open>) -> AnyView {
    let id = cell.id;
    let view = {
        let view = cell.view.clone();
        Signal::derive(move || view.get())
    };
    // The card is built anew when its phase changes, not at each step of a progress, so that the
    // focus stays where it is.
    let phase = Memo::new(move |_| match view.get().state {
        SourceState::Waiting => Phase::Waiting,
        SourceState::Reading(_) => Phase::Reading,
        SourceState::Ready => Phase::Ready,
        SourceState::Failed(_) => Phase::Failed,
    });
    let t = desk.strings();
    let name = Memo::new(move |_| card_text::name(&view.get()));
    let body = {
        let cell = cell.clone();
        move || match phase.get() {
            Phase::Waiting | Phase::Reading => reading(t, view),
            Phase::Ready => {
                let cell = cell.clone();
                (move || ready(desk, &cell, &view.get(), open)).into_any()
            }
            Phase::Failed => failed(desk, &view.get()),
        }
    };
    let tools = {
        let cell = cell.clone();
        move || tools(desk, &cell, phase.get(), view, open)
    };
    view! {
        <article
            class="card source"
            tabindex="-1"
            class:is-failed=move || phase.get() == Phase::Failed
            class:is-stopped=move || is_stopped(&view.get())
            data-testid="source-card"
            data-state=move || match phase.get() {
                Phase::Waiting => "waiting",
                Phase::Reading => "reading",
                Phase::Ready => "ready",
                Phase::Failed => "failed",
            }
            aria-label=move || name.get()
            data-source=id.0.to_string()
        >
            <header class="source__head">
                <span class="source__icon">{icon(Glyph::File)}</span>
                <div class="source__titles">
                    <h3 class="source__name">{move || name.get()}</h3>
                    <p class="source__what">{move || card_text::recognised(t, &view.get())}</p>
                </div>
                <div class="source__tools">{tools}</div>
            </header>
            {body}
        </article>
    }
    .into_any()
}

fn tools(
    desk: Desk,
    cell: &SourceCell,
    phase: Phase,
    view: Signal<Arc<SourceView>>,
    open: RwSignal<Open>,
) -> AnyView {
    let t = desk.strings();
    let id = cell.id;
    let name = view.with_untracked(|it| it.name.clone());
    if phase == Phase::Reading || phase == Phase::Waiting {
        return view! {
            <button
                type="button"
                class="button"
                data-testid="stop-source"
                aria-label=(t.sources.stop)(&name)
                on:click=move |_| source::stop(desk, id)
            >
                {t.shell.stop}
            </button>
        }
        .into_any();
    }
    let is_case = view.with_untracked(|it| it.role == Role::Case);
    let cell = cell.clone();
    let settings = move |_| open.set(Open::Setup(cell.clone()));
    // No setting reads a broken archive or an empty file.
    let is_settable = Memo::new(move |_| match &view.get().state {
        SourceState::Failed(it) => can_be_set(it.code),
        _ => true,
    });
    let asks_columns = Memo::new(move |_| {
        let view = view.get();
        view.questions.iter().any(|it| matches!(it, Question::Columns { .. }))
            || matches!(&view.state, SourceState::Failed(it) if is_about_columns(it.code))
    });
    let open_settings = move || {
        let settings = settings.clone();
        if !is_settable.get() {
            ().into_any()
        } else if asks_columns.get() {
            view! {
                <button type="button" class="button" data-testid="set-columns" on:click=settings>
                    {t.sources.set_columns}
                </button>
            }
            .into_any()
        } else {
            view! {
                <button
                    type="button"
                    class="button button--icon"
                    data-testid="source-settings"
                    aria-label=t.sources.settings
                    title=t.sources.settings
                    on:click=settings
                >
                    {icon(Glyph::Sliders)}
                </button>
            }
            .into_any()
        }
    };
    view! {
        {(!is_case).then_some(open_settings)}
        <button
            type="button"
            class="button button--icon"
            data-testid="remove-source"
            aria-label=(t.sources.remove)(&name)
            title=t.shell.remove
            on:click=move |_| source::remove(desk, id)
        >
            {icon(Glyph::Cross)}
        </button>
    }
    .into_any()
}

fn is_stopped(view: &SourceView) -> bool {
    matches!(&view.state, SourceState::Failed(it) if it.code == Code::Cancelled)
}

fn is_about_columns(code: Code) -> bool {
    matches!(code, Code::MissingColumn | Code::UnknownFormat)
}

fn can_be_set(code: Code) -> bool {
    is_about_columns(code)
        || matches!(
            code,
            Code::Cancelled
                | Code::ReaderCrashed
                | Code::ReadFailed
                | Code::LineTooLong
                | Code::TooManyColumns
        )
}

fn reading(t: &'static Strings, view: Signal<Arc<SourceView>>) -> AnyView {
    let progress = Signal::derive(move || match view.get().state {
        SourceState::Reading(progress) => progress,
        _ => Progress::default(),
    });
    progress_bar(t.shell.loading, progress)
}

fn failed(desk: Desk, view: &SourceView) -> AnyView {
    let t = desk.strings();
    let id = view.source;
    let SourceState::Failed(diagnostic) = &view.state else { return ().into_any() };
    let cancelled = diagnostic.code == Code::Cancelled;
    let head = if cancelled { t.sources.stopped } else { t.sources.cannot_read };
    let place = (t.sources.place)(diagnostic.place.line, &diagnostic.place.field);
    let reason = (!cancelled).then(|| {
        let place = (!place.is_empty()).then(|| {
            view! { <span class="muted">" ("{place}")"</span> }
        });
        view! { <p>{t.says(diagnostic)} {place}</p> }
    });
    let again = matches!(
        diagnostic.code,
        Code::Cancelled | Code::ReaderCrashed | Code::ReaderMissing | Code::ReadFailed
    );
    let again = again.then(|| {
        view! {
            <button
                type="button"
                class="button button--small"
                data-testid="read-again"
                on:click=move |_| source::read_again(desk, id)
            >
                {t.sources.read_again}
            </button>
        }
    });
    let class = if cancelled { "notice" } else { "notice is-differs" };
    view! {
        <div class=class role=(!cancelled).then_some("alert")>
            {icon(if cancelled { Glyph::Info } else { Glyph::Warning })}
            <div class="stack stack--tight">
                <p>
                    <strong>{head}</strong>
                </p>
                {reason}
                {(!cancelled).then(|| view! { <p class="muted">{t.way_out(diagnostic.code)}</p> })}
                {again}
            </div>
        </div>
    }
    .into_any()
}

fn ready(desk: Desk, cell: &SourceCell, view: &SourceView, open: RwSignal<Open>) -> AnyView {
    let t = desk.strings();
    if let Some(case) = &view.case {
        return case::body(desk, view.source, case);
    }
    let facts = card_text::facts(t, view).into_iter().map(fact).collect_view();
    let questions = view.questions.iter().map(|it| question(t, view, it)).collect_view();
    let rejects = [
        (Severity::Error, view.rejected - view.set_aside, t.sources.rejects),
        (Severity::Note, view.set_aside, t.sources.set_aside),
    ]
    .into_iter()
    .filter(|(_, n, _)| *n > 0)
    .map(|(severity, n, said)| {
        let cell = cell.clone();
        view! {
            <div class="finding">
                {count_chip(t, severity, n)}
                <span class="finding__text">
                    {said(n)} " "
                    <button
                        type="button"
                        class="button button--link"
                        data-testid="show-rejects"
                        on:click=move |_| open.set(Open::Rejects(cell.clone()))
                    >
                        {t.shell.show}
                    </button>
                </span>
            </div>
        }
    })
    .collect_view();
    // What is asked is not said a second time as a finding.
    let asked: Vec<Code> = view.questions.iter().map(code_of).collect();
    let findings = view
        .findings
        .iter()
        .filter(|it| !asked.contains(&it.first.code))
        .map(|it| finding(t, it))
        .collect_view();
    view! {
        <dl class="facts">{facts}</dl>
        <div class="findings">{questions} {rejects} {findings}</div>
    }
    .into_any()
}

fn fact(fact: Fact) -> AnyView {
    let value_class = if fact.differs { "fact__value is-differs-text" } else { "fact__value" };
    view! {
        <div class="fact">
            <dt class="fact__name">{fact.name}</dt>
            <dd class=value_class>{fact.value}</dd>
        </div>
    }
    .into_any()
}

fn finding(t: &'static Strings, finding: &FindingView) -> AnyView {
    let code = finding.first.code;
    let (chip, text) = match t.counted(&finding.first, finding.count) {
        Some(text) => (count_chip(t, finding.severity, finding.count), text),
        None => (sign_chip(finding.severity), t.says(&finding.first)),
    };
    let mut lines = finding.lines.clone();
    let more = u64::try_from(lines.len()).is_ok_and(|n| n < finding.count);
    lines.dedup();
    let way_out = t.way_out(code);
    if lines.is_empty() && way_out.is_empty() {
        return view! {
            <div class="finding">{chip} <span class="finding__text">{text}</span></div>
        }
        .into_any();
    }
    let places = (!lines.is_empty()).then(|| {
        let places = (t.sources.at_lines)(&lines);
        view! { <p>{places} {more.then_some(", …")}</p> }
    });
    view! {
        <details class="finding finding--more" data-code=code.code()>
            <summary>
                {chip} <span class="finding__text">{text}</span>
                <span class="finding__toggle">{icon(Glyph::Down)}</span>
            </summary>
            <div class="finding__details">{places} <p>{way_out}</p></div>
        </details>
    }
    .into_any()
}

fn question(t: &'static Strings, view: &SourceView, question: &Question) -> AnyView {
    let code = code_of(question);
    let mut diagnostic = Diagnostic::new(code);
    if let Question::Columns { missing } = question {
        let names: Vec<String> = missing.iter().map(|it| t.field(it)).collect();
        diagnostic = diagnostic.with(names.join(", "));
    }
    let id = super::questions::element_id(view.source);
    view! {
        <div class="finding">
            {sign_chip(Severity::Warning)}
            <span class="finding__text">
                {t.says(&diagnostic)} " "
                <button
                    type="button"
                    class="button button--link"
                    on:click=move |_| screen::focus(&id)
                >
                    {t.way_out(code)}
                </button>
            </span>
        </div>
    }
    .into_any()
}

fn code_of(question: &Question) -> Code {
    match question {
        Question::DateOrder { .. } => Code::DatesAmbiguous,
        Question::DecimalMark { .. } => Code::NumbersAmbiguous,
        Question::Columns { .. } => Code::MissingColumn,
        Question::Period => Code::PeriodMissing,
        Question::Report => Code::ReportUnnamed,
        Question::Layout { .. } => Code::UnknownFormat,
    }
}

fn standing_of(severity: Severity) -> Option<Standing> {
    match severity {
        Severity::Note => None,
        Severity::Warning => Some(Standing::CannotTell),
        Severity::Error | Severity::Blocking => Some(Standing::Differs),
    }
}

fn count_chip(t: &'static Strings, severity: Severity, count: u64) -> AnyView {
    let standing = standing_of(severity);
    let class = ["chip ", standing.map_or("", standing_class)].concat();
    let sign = standing.map(|it| icon(Glyph::of(it)));
    view! { <span class=class>{sign} {format::count(t.locale, count)}</span> }.into_any()
}

fn sign_chip(severity: Severity) -> AnyView {
    let standing = standing_of(severity);
    let class = ["chip chip--sign ", standing.map_or("", standing_class)].concat();
    let glyph = standing.map_or(Glyph::Info, Glyph::of);
    view! { <span class=class>{icon(glyph)}</span> }.into_any()
}
