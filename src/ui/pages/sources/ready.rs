//! The panel beside the cards: what is there, what is asked, and the button.

use super::{Open, questions};
use crate::connect::calendar;
use crate::diagnostics::Severity;
use crate::domain::Role;
use crate::engine::protocol::{CaseView, Progress, Question, SourceState, Span};
use crate::platform::screen;
use crate::source::SourceId;
use crate::ui::actions::reconcile;
use crate::ui::components::{Glyph, icon, progress_bar};
use crate::ui::format::{self, Day};
use crate::ui::prelude::*;
use crate::ui::routes::Route;
use crate::ui::state::{Desk, Job};
use crate::ui::strings::Strings;

/// What all sources together come to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Summary {
    records: u64,
    usage_sources: usize,
    lines: u64,
    billed_sources: usize,
    /// Currency and sum, in the order in which currencies came.
    money: Vec<(String, String)>,
    period: Option<Span>,
    /// What the sources that are still read will be.
    reading: Vec<Role>,
    failed: usize,
    incomplete: usize,
    /// Whether a saved case is there with all of its files.
    has_case: bool,
    /// What is wrong with the rates in use.
    rates_wrong: usize,
    questions: Vec<(SourceId, String, Question)>,
    /// What was taken for usage and could be the bill.
    bills: Vec<(SourceId, String)>,
}

impl Summary {
    pub(super) fn of(desk: Desk) -> Self {
        desk.session.changes.track();
        let mut summary = Self::default();
        if desk.session.rates_draft.read().is_none() {
            summary.rates_wrong = desk.session.rate_problems.read().len();
        }
        for cell in desk.session.sources.read().iter() {
            cell.view.with_untracked(|view| summary.add(view));
        }
        // What a file is shows once it is looked at; until then it is taken for usage.
        let arriving = *desk.session.arriving.read();
        summary.reading.extend(std::iter::repeat_n(Role::Usage, arriving));
        summary
    }

    fn add(&mut self, view: &crate::engine::protocol::SourceView) {
        match view.state {
            SourceState::Waiting | SourceState::Reading(_) => {
                self.reading.push(view.role);
                return;
            }
            SourceState::Failed(_) => {
                self.failed += 1;
                return;
            }
            SourceState::Ready => {}
        }
        match view.role {
            Role::Usage => {
                self.records += view.rows;
                self.usage_sources += 1;
                if view.may_be_billed {
                    self.bills.push((view.source, view.name.clone()));
                }
            }
            Role::Billed => {
                self.lines += view.rows;
                self.billed_sources += 1;
                for amount in &view.amounts {
                    self.add_money(&amount.currency, &amount.value);
                }
            }
            Role::Case => {
                let is_whole = |it: &CaseView| it.files.iter().all(|it| it.source.is_some());
                self.has_case |= view.case.as_ref().is_some_and(is_whole);
            }
            Role::Rates => {}
        }
        // Dates that read both ways give no period yet.
        let is_open = view.questions.iter().any(|it| matches!(it, Question::DateOrder { .. }));
        if let Some(span) = view.period.filter(|_| !is_open) {
            self.period = Some(self.period.map_or(span, |all| Span {
                start: all.start.min(span.start),
                end: all.end.max(span.end),
                offset: all.offset,
            }));
        }
        // An open question is not counted a second time.
        let blocks = view.questions.is_empty()
            && view.findings.iter().any(|it| it.severity == Severity::Blocking);
        self.incomplete += usize::from(blocks);
        let asked = view.questions.iter().cloned();
        self.questions.extend(asked.map(|it| (view.source, view.name.clone(), it)));
    }

    fn add_money(&mut self, currency: &str, value: &str) {
        match self.money.iter_mut().find(|(it, _)| it == currency) {
            Some((_, sum)) => *sum = format::sum(sum, value),
            None => self.money.push((currency.to_owned(), value.to_owned())),
        }
    }

    /// The files of which one may be the bill, where there are others and no bill.
    fn asks_for_bill(&self) -> &[(SourceId, String)] {
        let is_open = self.billed_sources == 0 && self.usage_sources > 1 && self.reading.is_empty();
        if is_open { &self.bills } else { &[] }
    }

    fn n_questions(&self) -> usize {
        self.questions.len() + usize::from(!self.asks_for_bill().is_empty())
    }

    pub(super) fn is_ready(&self) -> bool {
        self.has_all() && self.rates_wrong == 0
    }

    /// Whether everything is there that has to be given.
    fn has_all(&self) -> bool {
        self.usage_sources > 0
            && self.billed_sources > 0
            && self.reading.is_empty()
            && self.questions.is_empty()
    }

    fn title(&self, t: &'static Strings) -> &'static str {
        match (self.is_ready(), self.reading.is_empty()) {
            (true, _) => t.ready().title,
            (false, true) => t.ready().title_not_yet,
            (false, false) => t.ready().title_reading,
        }
    }

    /// What the button says.
    fn action(&self, desk: Desk) -> &'static str {
        let t = desk.strings();
        if self.incomplete > 0 {
            t.ready().anyway
        } else if desk.session.result.read().is_some() {
            t.ready().again
        } else {
            t.ready().reconcile
        }
    }

    fn note(&self, t: &'static Strings) -> AnyView {
        let note = match (self.has_all(), self.reading.is_empty()) {
            (true, _) if self.rates_wrong > 0 => {
                return view! {
                    {t.ready().rates_first}
                    " "
                    <a href=Route::Rates.link()>{t.shell.rates}</a>
                }
                .into_any();
            }
            (true, _) => t.ready().note,
            (false, true) => t.ready().not_yet,
            (false, false) => t.ready().once_read,
        };
        note.into_any()
    }

    /// What is said of a part of the comparison that is not there.
    fn absent(&self, role: Role, text: &str, t: &'static Strings) -> String {
        if self.reading.contains(&role) { t.ready().being_read } else { text }.to_owned()
    }
}

/// The panel.
pub(super) fn panel(desk: Desk, open: RwSignal<Open>) -> AnyView {
    let t = desk.strings();
    let summary = Memo::new(move |_| Summary::of(desk));
    let asked = Memo::new(move |_| summary.with(|it| it.questions.clone()));
    let bills = Memo::new(move |_| summary.with(|it| it.asks_for_bill().to_vec()));
    let chosen_bill = RwSignal::new(String::new());
    let bill = move || {
        let bills = bills.get();
        (!bills.is_empty()).then(|| questions::bill(desk, &bills, chosen_bill))
    };
    // What was chosen or typed stays with its question when another one comes or goes, and when what the
    // data says for its answers changes.
    let key = |(source, _, it): &(SourceId, String, Question)| questions::key(*source, it);
    let asked = keyed(
        move || asked.get(),
        key,
        move |one| {
            let chosen = RwSignal::new(String::new());
            let of_it = key(&one);
            let now = Memo::new(move |_| {
                let now = asked.with(|all| all.iter().find(|it| key(it) == of_it).cloned());
                now.unwrap_or_else(|| one.clone())
            });
            (move || now.with(|it| questions::question(desk, it, open, chosen))).into_any()
        },
    );
    let is_running = Memo::new(move |_| desk.session.job.get() != Job::Idle);
    let title = Memo::new(move |_| summary.with(|it| it.title(t)));
    let act = move || if is_running.get() { running(desk) } else { button(desk, summary) };
    view! {
        <section class="card card--pad ready" tabindex="-1" data-testid="ready">
            <h2 class="card__title" id="ready-title">{move || title.get()}</h2>
            <ul class="checks">{move || checks(desk, &summary.read())}</ul>
            {asked}
            {bill}
            <div class="ready__act">{act}</div>
        </section>
    }
    .into_any()
}

/// Where the panel is far below the cards: how it stands, and the button.
pub(super) fn bar(desk: Desk) -> AnyView {
    let t = desk.strings();
    let summary = Memo::new(move |_| Summary::of(desk));
    let said = move || {
        summary.with(|it| match (it.n_questions(), it.failed) {
            (0, 0) => it.title(t).to_owned(),
            (0, n) => (t.ready().failed)(n),
            (n, _) => (t.ready().questions)(n),
        })
    };
    let place = move || {
        summary.with_untracked(|it| match (it.n_questions(), it.failed) {
            (0, 0) => ".ready",
            (0, _) => ".source.is-failed",
            _ => ".question",
        })
    };
    let is_off = move || desk.session.job.get() != Job::Idle || !summary.with(Summary::is_ready);
    view! {
        <div class="ready-bar">
            <button
                type="button"
                class="button button--link"
                on:click=move |_| screen::focus_first(place())
            >
                {said}
            </button>
            <button
                type="button"
                class="button button--primary"
                disabled=is_off
                on:click=move |_| reconcile::run(desk)
            >
                {move || summary.with(|it| it.action(desk))}
            </button>
        </div>
    }
    .into_any()
}

/// How a line of the checklist stands.
#[derive(Debug, Clone, Copy)]
enum Mark {
    There,
    Missing,
    Asks,
    Wrong,
}

fn checks(desk: Desk, summary: &Summary) -> AnyView {
    let t = desk.strings();
    let heads = &t.ready().heads;
    let mut rows = vec![
        match summary.usage_sources {
            0 => check(
                Mark::Missing,
                heads.usage,
                summary.absent(Role::Usage, t.ready().no_usage, t),
            ),
            n => check(Mark::There, heads.usage, (t.ready().usage)(summary.records, n)),
        },
        match summary.billed_sources {
            0 => check(
                Mark::Missing,
                heads.billed,
                summary.absent(Role::Billed, t.ready().no_billed, t),
            ),
            _ => {
                let money = money(t, &summary.money);
                check(Mark::There, heads.billed, (t.ready().billed)(summary.lines, &money))
            }
        },
        check(period_mark(desk, summary), heads.period, period(desk, summary)),
        match desk.session.rates.read().rows.len() {
            0 => check(
                Mark::Missing,
                heads.rates,
                summary.absent(Role::Rates, t.ready().no_rates, t),
            ),
            n if summary.rates_wrong == 0 => check(Mark::There, heads.rates, (t.ready().rates)(n)),
            n => {
                let wrong = (t.ready().rates_wrong)(summary.rates_wrong);
                check(Mark::Wrong, heads.rates, [(t.ready().rates)(n), wrong].join(", "))
            }
        },
    ];
    if desk.session.has_rates_left() {
        rows.push(check(Mark::Asks, "", t.sources.rates_left.to_owned()));
    }
    let mut more = |n: usize, mark, text: fn(usize) -> String| {
        if n > 0 {
            rows.push(check(mark, "", text(n)));
        }
    };
    more(summary.reading.len(), Mark::Missing, t.ready().reading);
    more(summary.failed, Mark::Wrong, t.ready().failed);
    more(summary.incomplete, Mark::Wrong, t.ready().incomplete);
    more(summary.n_questions(), Mark::Asks, t.ready().questions);
    // With a result it was passed by.
    let is_open = desk.session.case_open.read().is_some();
    if summary.has_case && !is_open && desk.session.result.read().is_none() {
        rows.push(check(Mark::Asks, "", t.ready().case_waits.to_owned()));
    }
    rows.collect_view().into_any()
}

fn check(mark: Mark, head: &'static str, text: String) -> AnyView {
    let (glyph, class) = match mark {
        Mark::There => (Glyph::Check, "check is-agrees"),
        Mark::Missing => (Glyph::Circle, "check is-missing"),
        Mark::Asks => (Glyph::Warning, "check is-unsure"),
        Mark::Wrong => (Glyph::NotEqual, "check is-differs"),
    };
    let head = (!head.is_empty()).then(|| view! { <strong>{head}" "</strong> });
    view! { <li class=class>{icon(glyph)} <span>{head} {text}</span></li> }.into_any()
}

fn has_period(desk: Desk) -> bool {
    let policy = desk.session.policy.read();
    !policy.period_from.is_empty() || !policy.period_to.is_empty()
}

/// Without a period in the policy it is known once something was read.
fn period_mark(desk: Desk, summary: &Summary) -> Mark {
    let is_open = !has_period(desk) && summary.period.is_none() && !summary.reading.is_empty();
    if is_open { Mark::Missing } else { Mark::There }
}

fn period(desk: Desk, summary: &Summary) -> String {
    let t = desk.strings();
    let policy = desk.session.policy.read();
    if !has_period(desk) {
        let Some(span) = summary.period else { return t.ready().whole_period.to_owned() };
        let days = format::days(t.locale, span.start, span.end, span.offset);
        return [days.as_str(), format::offset(span.offset).as_str()].join(", ");
    }
    let [from, until] = [&policy.period_from, &policy.period_to].map(|it| calendar::parse_day(it));
    match (from, until) {
        (Some(from), Some(until)) if from <= until => {
            let (start, end) = (from * calendar::DAY, (until + 1) * calendar::DAY);
            let days = format::days(t.locale, start, end, 0);
            [days.as_str(), policy.time_zone.as_str()].join(", ")
        }
        _ => {
            let day = |it: Option<i64>| {
                let day = it.map(|it| format::day_medium(t.locale, Day::from_epoch(it)));
                day.unwrap_or_default()
            };
            (t.ready().period)(&day(from), &day(until), &policy.time_zone)
        }
    }
}

fn money(t: &'static Strings, money: &[(String, String)]) -> String {
    let shown: Vec<String> =
        money.iter().map(|(currency, sum)| format::money(t.locale, currency, sum)).collect();
    shown.join(" · ")
}

fn button(desk: Desk, summary: Memo<Summary>) -> AnyView {
    let t = desk.strings();
    let is_ready = Memo::new(move |_| summary.with(Summary::is_ready));
    view! {
        <button
            type="button"
            class="button button--primary button--large"
            data-testid="reconcile"
            disabled=move || !is_ready.get()
            on:click=move |_| reconcile::run(desk)
        >
            {move || summary.with(|it| it.action(desk))}
        </button>
        <p class="ready__note">{move || summary.with(|it| it.note(t))}</p>
    }
    .into_any()
}

fn running(desk: Desk) -> AnyView {
    let t = desk.strings();
    let progress = Signal::derive(move || match desk.session.job.get() {
        Job::Running(progress) => progress,
        Job::Idle => Progress::default(),
    });
    let rows = move || match progress.get().rows {
        0 => String::new(),
        rows => (t.ready().rows)(rows),
    };
    view! {
        <div class="running" data-testid="progress">
            <p class="running__text">
                <span>{t.ready().running}</span>
                <span class="muted">{rows}</span>
            </p>
            {progress_bar(t.ready().running, progress)}
        </div>
        <button
            type="button"
            class="button button--large"
            data-testid="cancel"
            on:click=move |_| reconcile::cancel(desk)
        >
            {t.ready().cancel}
        </button>
    }
    .into_any()
}
