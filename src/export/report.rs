//! The result as a page to print: one stand-alone HTML file without scripts.
//!
//! Everything that comes from data is escaped; the policy in the file's head forbids scripts and
//! requests of any kind besides.

use crate::diagnostics::Code;
use crate::export::pack::{ExceptionRow, SheetData};
use crate::export::words::{Language, Words};
use crate::export::{answers, figures, text, time};

/// Exceptions in the printed report; the rest are in the CSV and the workbook.
const MOST_EXCEPTIONS: usize = 500;

/// Rejects in the printed report.
const MOST_REJECTS: usize = 200;

/// A table of more columns than this is set in smaller type.
const MOST_PLAIN_COLUMNS: usize = 8;

const HEAD: &str = r#"
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body { font: 13px/1.45 system-ui, sans-serif; color: #16181d; margin: 32px auto; max-width: 1200px; padding: 0 16px; }
h1 { font-size: 22px; margin: 0 0 4px; } h2 { font-size: 15px; margin: 28px 0 8px; }
p { margin: 4px 0; } .quiet { color: #5b6270; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 4px 8px; border-bottom: 1px solid #d9dce3; vertical-align: top; }
th { border-bottom-color: #16181d; } .n { text-align: right; white-space: nowrap; }
table.wide :is(td, th) { font-size: 11px; padding: 4px 5px; }
td.id { font-family: ui-monospace, monospace; overflow-wrap: anywhere; min-width: 90px; } .said { font-size: 15px; }
td { overflow-wrap: break-word; } tr { break-inside: avoid; } thead { display: table-header-group; }
@page { size: landscape; margin: 14mm; } @media print { body { margin: 0; max-width: none; } }
</style>
"#;

/// The report.
pub fn write(language: Language, data: &SheetData) -> String {
    let words = language.words();
    let [_, name] = words.names;
    let begin = ["<!doctype html>\n<html lang=\"", words.lang, "\">", HEAD];
    let mut page = Page { out: begin.concat(), words };
    page.put(&["<title>", &escaped(name), "</title>\n</head>\n<body>\n"]);
    page.heading(data);
    page.answer(data);
    page.totals(data);
    page.outcomes(data);
    page.proof(data);
    page.exceptions(data);
    page.rejects(data);
    page.policy(data);
    page.rates(data);
    page.sources(data);
    page.out.push_str("</body>\n</html>\n");
    page.out
}

/// Text as it may stand between tags and inside quotes.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            it if it.is_control() && it != '\n' && it != '\t' => out.push('\u{fffd}'),
            it => out.push(it),
        }
    }
    out
}

struct Page {
    out: String,
    words: &'static Words,
}

impl Page {
    fn heading(&mut self, data: &SheetData) {
        let vendors =
            if data.vendors.is_empty() { String::new() } else { text::vendors(data) + " · " };
        let ([_, name], [_, all]) = (self.words.names, self.words.no_period);
        let period = text::period(data, all);
        self.put(&["<h1>", &escaped(name), "</h1>\n"]);
        let at = time::spoken(&time::iso_utc(data.written_at));
        let written = (self.words.written)(&at, &data.app_version);
        self.quiet(&format!("{vendors}{period} · {written}"));
    }

    /// The answer, before any table.
    fn answer(&mut self, data: &SheetData) {
        for it in &data.summary {
            let (said, _) = answers::said(self.words, data, it);
            self.put(&["<p class=\"said\">", &escaped(&said), "</p>\n"]);
        }
        // Where no rate fits, what looks right was held against the bill's own prices.
        for it in data.findings.iter().filter(|it| it.code == Code::UnratedUsage.code()) {
            self.quiet(&format!("{} × {}", it.count, it.text(self.words)));
        }
        text::gaps(self.words, data).iter().for_each(|it| self.quiet(it));
    }

    fn totals(&mut self, data: &SheetData) {
        let [_, titles @ .., _] = &self.words.totals;
        self.section(self.words.sections.totals);
        self.table(
            titles,
            data.summary.iter().map(|it| {
                [
                    &it.currency,
                    &it.billed,
                    &it.expected,
                    &it.difference,
                    &it.disputable,
                    &it.disputed,
                ]
                .map(Clone::clone)
                .to_vec()
            }),
        );
    }

    fn outcomes(&mut self, data: &SheetData) {
        let words = self.words;
        self.section(self.words.sections.outcomes);
        self.table(
            &words.outcomes,
            data.outcomes.iter().map(|it| {
                vec![
                    (words.called.outcome)(it.outcome).to_owned(),
                    it.currency.clone(),
                    it.records.to_string(),
                    it.lines.to_string(),
                    it.billed.clone(),
                    it.expected.clone(),
                    it.difference.clone(),
                ]
            }),
        );
    }

    fn proof(&mut self, data: &SheetData) {
        let words = self.words;
        self.section(self.words.sections.proof);
        let proof = &data.proof;
        let ([_, before, after, _], [records, lines, _]) = (words.proof, words.proof_rows);
        let counts = [
            (records, proof.records_in, proof.records_out),
            (lines, proof.lines_in, proof.lines_out),
        ];
        let money = proof.billed_in.iter().zip(&proof.billed_out);
        let sums = [&proof.billed_in, &proof.billed_out].into_iter().flatten();
        let places = figures::places(sums.map(|it| it.1.as_str()), figures::OF_AMOUNTS);
        let sum = |it: &str| figures::padded(it, places);
        self.table(
            &["", before, after],
            counts
                .iter()
                .map(|(name, before, after)| {
                    vec![(*name).to_owned(), before.to_string(), after.to_string()]
                })
                .chain(money.map(|((currency, before), (_, after))| {
                    vec![(words.billed_in)(currency), sum(before), sum(after)]
                })),
        );
        let [holds, fails] = words.proof_says;
        self.quiet(if proof.holds { holds } else { fails });
    }

    /// What fits on paper; the CSV and the workbook have every column.
    fn exceptions(&mut self, data: &SheetData) {
        let words = self.words;
        self.section(self.words.sections.exceptions);
        self.table(
            &words.printed,
            data.exceptions.iter().take(MOST_EXCEPTIONS).map(|it| {
                vec![
                    (words.called.outcome)(it.outcome).to_owned(),
                    it.id.clone(),
                    it.account.clone(),
                    it.channel.clone(),
                    it.start.map_or_else(String::new, |at| time::to_the_minute(at, it.offset)),
                    it.expected_quantity.clone(),
                    it.billed_quantity.clone(),
                    it.expected.clone(),
                    it.billed.clone(),
                    money(&it.difference, &it.currency),
                    decided(words, it),
                    places(words, it),
                ]
            }),
        );
        let shown = data.exceptions.len().min(MOST_EXCEPTIONS);
        let total = data.exceptions_total.max(u64::try_from(data.exceptions.len()).unwrap_or(0));
        if u64::try_from(shown).is_ok_and(|shown| shown < total) {
            let [_, first] = words.first_exceptions;
            self.quiet(&first(shown, total));
        }
    }

    fn rejects(&mut self, data: &SheetData) {
        if data.rejects.is_empty() {
            return;
        }
        let words = self.words;
        self.section(self.words.sections.rejects);
        self.table(
            &words.printed_rejects,
            data.rejects.iter().take(MOST_REJECTS).map(|it| {
                let it = it.told(words);
                vec![
                    it.source,
                    it.line.map_or(String::new(), |it| it.to_string()),
                    it.column.map_or(String::new(), |it| it.to_string()),
                    it.reason,
                    it.text,
                ]
            }),
        );
        let shown = data.rejects.len().min(MOST_REJECTS);
        if u64::try_from(shown).is_ok_and(|it| it < data.rejects_total) {
            let [_, first] = words.first_rejects;
            self.quiet(&first(shown, data.rejects_total));
        }
    }

    fn policy(&mut self, data: &SheetData) {
        self.section(self.words.sections.policy);
        let words = self.words;
        let rows = text::policy(words, &data.policy).into_iter().enumerate();
        let told = rows.filter(|(_, (_, value))| !value.is_empty());
        // The first is the policy's name, which is no figure whatever it looks like.
        let value = |at, value: String| match at {
            0 => value,
            _ => figures::marked(&value, words.mark),
        };
        self.table(
            &words.policy_titles,
            told.map(|(at, (name, it))| vec![name.to_owned(), value(at, it)]),
        );
    }

    fn rates(&mut self, data: &SheetData) {
        if data.rates.is_empty() {
            return;
        }
        let words = self.words;
        self.section(words.sections.rates);
        self.table(
            &words.rates,
            data.rates.iter().map(|it| {
                let valid = match (it.valid_from.as_str(), it.valid_to.as_str()) {
                    ("", "") => String::new(),
                    (from, to) => format!("{from} – {to}"),
                };
                vec![
                    it.service.clone(),
                    it.account.clone(),
                    it.channel.clone(),
                    valid,
                    it.measure.clone(),
                    it.unit_size.clone(),
                    it.minimum.clone(),
                    it.increment.clone(),
                    it.free_units.clone(),
                    it.tier_from.clone(),
                    it.price.clone(),
                    it.currency.clone(),
                    (words.code)(&it.rounding).to_owned(),
                ]
            }),
        );
    }

    fn sources(&mut self, data: &SheetData) {
        let words = self.words;
        self.section(words.sections.sources);
        self.table(
            &self.words.printed_sources,
            data.sources.iter().map(|it| {
                vec![
                    it.name.clone(),
                    (words.role)(it.role).to_owned(),
                    it.rows.to_string(),
                    it.rejected.to_string(),
                    it.size.to_string(),
                    it.sha256.clone(),
                ]
            }),
        );
        if data.findings.is_empty() {
            return;
        }
        let words = self.words;
        self.section(self.words.sections.findings);
        self.table(
            &words.printed_findings,
            data.findings.iter().map(|it| {
                let line = if it.line == 0 { String::new() } else { it.line.to_string() };
                vec![it.source.clone(), it.count.to_string(), line, it.text(words)]
            }),
        );
    }

    fn section(&mut self, title: &str) {
        self.put(&["<h2>", &escaped(title), "</h2>\n"]);
    }

    fn quiet(&mut self, text: &str) {
        self.put(&["<p class=\"quiet\">", &escaped(text), "</p>\n"]);
    }

    /// A table; its titles say what they stand over (`figures::MARKS`).
    fn table(&mut self, titles: &[&str], rows: impl Iterator<Item = Vec<String>>) {
        let class = |title: &str| match title.chars().next() {
            Some('#' | '%' | '$') => " class=\"n\"",
            Some('=') => " class=\"id\"",
            _ => "",
        };
        let is_wide = titles.len() > MOST_PLAIN_COLUMNS;
        self.out.push_str(if is_wide { "<table class=\"wide\">" } else { "<table>" });
        self.out.push_str("\n<thead><tr>");
        for title in titles {
            let name = escaped(title.trim_start_matches(figures::MARKS));
            self.put(&["<th scope=\"col\"", class(title), ">", &name, "</th>"]);
        }
        self.out.push_str("</tr></thead>\n<tbody>\n");
        let mut rows: Vec<Vec<String>> = rows.collect();
        set_figures(titles, &mut rows, self.words.mark);
        for row in &rows {
            self.out.push_str("<tr>");
            for (title, cell) in titles.iter().zip(row) {
                self.put(&["<td", class(title), ">", &escaped(cell), "</td>"]);
            }
            self.out.push_str("</tr>\n");
        }
        self.out.push_str("</tbody>\n</table>\n");
    }

    fn put(&mut self, parts: &[&str]) {
        self.out.extend(parts.iter().copied());
    }
}

/// Writes the figures of each column as they stand below each other; one may stand behind its currency.
fn set_figures(titles: &[&str], rows: &mut [Vec<String>], mark: &str) {
    let parts = |cell: &str| {
        let (before, figure) = cell.rsplit_once(' ').unwrap_or(("", cell));
        (before.to_owned(), figure.to_owned())
    };
    for (column, title) in titles.iter().enumerate() {
        let least = match title.chars().next() {
            Some('$') => Some(figures::OF_AMOUNTS),
            Some('%') => Some(0),
            Some('#') => None,
            _ => continue,
        };
        let mut cells: Vec<&mut String> =
            rows.iter_mut().filter_map(|row| row.get_mut(column)).collect();
        let split: Vec<_> = cells.iter().map(|it| parts(it)).collect();
        let own = |least| figures::places(split.iter().map(|it| it.1.as_str()), least);
        let places = least.map_or(0, own);
        for (cell, (before, figure)) in cells.iter_mut().zip(&split) {
            let figure = figures::marked(&figures::padded(figure, places), mark);
            **cell = money(&figure, before);
        }
    }
}

fn money(amount: &str, currency: &str) -> String {
    [currency, amount].join(" ").trim().to_owned()
}

/// The decision with its note.
fn decided(words: &Words, row: &ExceptionRow) -> String {
    let decision = row.decision.map_or("", words.decision);
    match (decision, row.note.as_str()) {
        (decision, "") => decision.to_owned(),
        ("", note) => note.to_owned(),
        (decision, note) => format!("{decision}: {note}"),
    }
}

/// Where both sides stand in their files.
fn places(words: &Words, row: &ExceptionRow) -> String {
    let sides = [(&row.bill_file, row.bill_line), (&row.usage_file, row.usage_line)];
    let places = sides.iter().filter(|(file, _)| !file.is_empty());
    let places: Vec<String> = places.map(|(file, line)| (words.line)(file, *line)).collect();
    places.join("; ")
}
