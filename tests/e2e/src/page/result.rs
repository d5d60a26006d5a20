//! The Result page.

use crate::session::{Element, Session};
use crate::wait;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The Result page.
#[derive(Debug)]
pub struct ResultPage<'a> {
    pub(crate) session: &'a Session,
}

/// The open evidence of a row.
#[derive(Debug)]
pub struct Evidence {
    panel: Element,
}

/// What is seen of the grid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// Rows at least half of which is seen, from above: the number, counted from 0, and the id.
    pub seen: Vec<(u64, String)>,
    /// Whether rows lie from edge to edge, without a gap.
    pub fills: bool,
    /// How many rows are elements.
    pub drawn: u64,
    /// Where the scroll bar stands.
    pub top: u64,
    /// Where it stands at its lower end.
    pub last_top: u64,
}

/// Rows by their places: those in the window below the head, and whether they leave nothing blank.
const WINDOW: &str = "
    const grid = document.querySelector('[role=grid]');
    const all = [...grid.querySelectorAll('.grid__row')].filter(it => !it.hidden);
    const from = grid.querySelector('.grid__head').getBoundingClientRect().bottom;
    const until = grid.getBoundingClientRect().top + grid.clientTop + grid.clientHeight;
    const placed = all.map(it => [it.getBoundingClientRect(), it])
        .filter(([it]) => it.bottom > from && it.top < until).sort(([a], [b]) => a.top - b.top);
    let at = from;
    for (const [it] of placed) if (it.top <= at + 1) at = it.bottom;
    const middle = it => (it.top + it.bottom) / 2;
    return {
        seen: placed.filter(([it]) => middle(it) > from && middle(it) < until)
            .map(([, it]) => [it.ariaRowIndex - 2, it.querySelector('code')?.title ?? null]),
        fills: at >= until - 1,
        drawn: grid.querySelectorAll('.grid__row').length,
        top: Math.round(grid.scrollTop),
        last: grid.scrollHeight - grid.clientHeight,
    }";

impl ResultPage<'_> {
    /// Waits until there is a result, to the end of its page.
    #[track_caller]
    pub fn until_there(&self) {
        self.session.by_testid("summary");
        self.session.by_testid("export-report");
    }

    /// Records and lines by outcome.
    #[track_caller]
    pub fn outcomes(&self) -> BTreeMap<String, (u64, u64)> {
        self.until_there();
        let script = "return [...document.querySelectorAll('[data-testid^=\"outcome-\"]')]
            .map(it => [it.dataset.testid.slice(8), +it.dataset.records, +it.dataset.lines])";
        let found = self.session.run(script, &json!([]));
        found
            .as_array()
            .into_iter()
            .flatten()
            .map(|it| {
                let n = |at: usize| it[at].as_u64().unwrap();
                (it[0].as_str().unwrap().to_owned(), (n(1), n(2)))
            })
            .collect()
    }

    /// Whether the page says that everything ties.
    #[track_caller]
    pub fn is_proven(&self) -> bool {
        self.session.by_testid("proof").attribute("data-holds").as_deref() == Some("true")
    }

    /// The proof's text.
    #[track_caller]
    pub fn proof(&self) -> String {
        plain(&self.session.by_testid("proof").content())
    }

    /// The headline's text.
    #[track_caller]
    pub fn summary(&self) -> String {
        plain(&self.session.by_testid("summary").content())
    }

    /// Shows only this outcome, or all again.
    #[track_caller]
    pub fn toggle_outcome(&self, code: &str) {
        self.session.by_testid(&format!("outcome-{code}")).click();
    }

    /// Finds by text.
    #[track_caller]
    pub fn search(&self, text: &str) {
        self.session.find("input[type=search]").fill(text);
    }

    /// How many rows the grid says it has.
    #[track_caller]
    pub fn n_rows(&self) -> u64 {
        let grid = self.session.by_testid("exceptions-grid");
        let rows: u64 = grid.attribute("aria-rowcount").unwrap().parse().unwrap();
        // The head counts.
        rows - 1
    }

    /// Waits until the grid has so many rows, and shows them.
    #[track_caller]
    pub fn until_rows(&self, n: u64) {
        let mut last = 0;
        let seen = || {
            last = self.n_rows();
            // Rows are drawn once they are loaded; the views beyond the first and the last stand by.
            let first = self.session.find_now(".grid__row:not([hidden])");
            (last == n && first.is_some() == (n > 0)).then_some(())
        };
        wait::until(format!("{n} rows"), seen);
    }

    /// Texts of the rows that are drawn, in their order.
    pub fn rows(&self) -> Vec<String> {
        let script = "return [...document.querySelectorAll('[role=grid] .grid__row')]
            .filter(it => !it.hidden)
            .sort((a, b) => a.ariaRowIndex - b.ariaRowIndex)
            .map(it => it.textContent)";
        let found = self.session.run(script, &json!([]));
        found.as_array().into_iter().flatten().filter_map(|it| it.as_str().map(plain)).collect()
    }

    /// The rows that are drawn, in their order, each as its cells between bars.
    pub fn cells(&self) -> Vec<String> {
        let script = "return [...document.querySelectorAll('[role=grid] .grid__row')]
            .filter(it => !it.hidden)
            .sort((a, b) => a.ariaRowIndex - b.ariaRowIndex)
            .map(it => [...it.querySelectorAll('[role=gridcell]')].map(it => it.textContent).join('|'))";
        let found = self.session.run(script, &json!([]));
        found.as_array().into_iter().flatten().filter_map(|it| it.as_str().map(plain)).collect()
    }

    /// What is seen of the grid now; none while a row is still being asked for.
    pub fn window(&self) -> Option<Window> {
        let found = self.session.run(WINDOW, &json!([]));
        let n = |of: &str| found[of].as_u64().unwrap();
        let seen = found["seen"].as_array()?;
        let row = |it: &Value| Some((it[0].as_u64()?, it[1].as_str()?.to_owned()));
        Some(Window {
            seen: seen.iter().map(row).collect::<Option<Vec<_>>>()?,
            fills: found["fills"] == true,
            drawn: n("drawn"),
            top: n("top"),
            last_top: n("last"),
        })
    }

    /// Moves the scroll bar of the grid: 0 is its upper end, 1 its lower.
    pub fn scroll_to(&self, share: f64) {
        let script = "const it = document.querySelector('[role=grid]');
            it.scrollTop = Math.round((it.scrollHeight - it.clientHeight) * arguments[0])";
        self.session.run(script, &json!([share]));
    }

    /// Puts the focus on the cell of the grid that Tab leads to.
    #[track_caller]
    pub fn focus_grid(&self) {
        let cell = self.session.find("[role=grid] [role=gridcell][tabindex=\"0\"]");
        self.session.run("arguments[0].focus()", &json!([cell.as_argument()]));
    }

    /// The row that has the focus, counted from 0, and its id.
    pub fn focused_row(&self) -> Option<(u64, String)> {
        let script = "const it = document.activeElement?.closest('[role=grid] .grid__row');
            return it && [it.ariaRowIndex - 2, it.querySelector('code')?.title ?? null]";
        let found = self.session.run(script, &json!([]));
        Some((found[0].as_u64()?, found[1].as_str()?.to_owned()))
    }

    fn head(&self, column: &str) -> Element {
        self.session.find(&format!("[role=grid] [role=columnheader][data-key=\"{column}\"]"))
    }

    /// Which way the grid is ordered by a column: `ascending`, `descending`, `none`.
    pub fn sorted(&self, column: &str) -> Option<String> {
        self.head(column).attribute("aria-sort")
    }

    /// Presses the head of a column.
    #[track_caller]
    pub fn sort_by(&self, column: &str) {
        self.head(column).find("button").click();
    }

    /// Puts the focus on the head of a column.
    #[track_caller]
    pub fn focus_head(&self, column: &str) {
        let button = self.head(column).find("button");
        self.session.run("arguments[0].focus()", &json!([button.as_argument()]));
    }

    /// How wide a column is.
    #[track_caller]
    pub fn width(&self, column: &str) -> u64 {
        let script = "return Math.round(arguments[0].getBoundingClientRect().width)";
        let found = self.session.run(script, &json!([self.head(column).as_argument()]));
        found.as_u64().unwrap()
    }

    /// Opens the evidence of a drawn row, counted from 0.
    #[track_caller]
    pub fn open(&self, row: u64) -> Evidence {
        let cell =
            format!("[role=grid] .grid__row[aria-rowindex=\"{}\"] [aria-colindex=\"2\"]", row + 2);
        self.session.find(&cell).click();
        self.evidence()
    }

    /// Waits until no evidence is open.
    #[track_caller]
    pub fn until_evidence_closes(&self) {
        let closed = || self.session.find_now(".evidence__decide").is_none().then_some(());
        wait::until("the evidence to close", closed);
    }

    /// The evidence that is open.
    #[track_caller]
    pub fn evidence(&self) -> Evidence {
        let panel = self.session.by_testid("evidence");
        panel.find(".evidence__decide");
        Evidence { panel }
    }
}

impl Evidence {
    /// The source texts of both sides: the bill's line first.
    #[track_caller]
    pub fn texts(&self) -> Vec<String> {
        self.panel.find_all("pre").iter().map(Element::content).collect()
    }

    /// Everything it says.
    #[track_caller]
    pub fn content(&self) -> String {
        plain(&self.panel.content())
    }

    /// Presses the button with this text.
    #[track_caller]
    pub fn press(&self, button: &str) {
        self.panel.button(button).click();
    }

    /// Waits until it has a button with this text: `Disputed` once it is.
    #[track_caller]
    pub fn until(&self, button: &str) {
        self.panel.button(button);
    }

    /// Begins a note without saving it.
    #[track_caller]
    pub fn begin_note(&self, text: &str) {
        self.press("Note");
        self.panel.find("textarea").send(text);
    }

    /// What stands in the note that was begun.
    #[track_caller]
    pub fn begun_note(&self) -> String {
        let text = self.panel.find("textarea").property("value");
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Writes a note.
    #[track_caller]
    pub fn write_note(&self, text: &str) {
        self.press("Note");
        self.panel.find("textarea").send(text);
        self.press("Save");
        wait::until("the note to be there", || self.content().contains(text).then_some(()));
    }
}

/// Text with plain spaces, as a person would type it.
pub(super) fn plain(text: &str) -> String {
    let spaces = |it: char| if it.is_whitespace() { ' ' } else { it };
    text.chars().map(spaces).map(|it| if it == '\u{2212}' { '-' } else { it }).collect()
}
