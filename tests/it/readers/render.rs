//! Runs files through the reader and renders what came of it as text.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use trueup::dataset::{Segment, TextField};
use trueup::diagnostics::{Diagnostic, Report};
use trueup::engine::forms::Settings;
use trueup::engine::reader;
use trueup::engine::tasks::{Bulk, Said, Task, Work};
use trueup::intake::Blob;
use trueup::layout::plan::{decode, encode};
use trueup::layout::{Facts, Opened, PartEnd, Plan, Syntax};
use trueup::normalize::date::to_iso;
use trueup::source::SourceId;

/// Runs one task and gives back everything it said.
pub(super) fn run(work: Work, name: &str, blob: &mut dyn Blob) -> Vec<Said> {
    let mut said = Vec::new();
    let task = Task { id: 1, source: SourceId(0), name: name.to_owned(), work };
    reader::run(task, blob, &mut |it| said.push(it.said));
    said
}

/// Looks at a source.
pub(super) fn open(name: &str, blob: &mut dyn Blob, settings: &Settings) -> Opened {
    match run(Work::Open(settings.clone()), name, blob).pop() {
        Some(Said::Opened(bytes)) => decode(&bytes).unwrap(),
        other => panic!("{other:?}"),
    }
}

/// Reads a stretch of a plan.
pub(super) fn read(
    plan: &Plan,
    from: u64,
    until: u64,
    exact: bool,
    blob: &mut dyn Blob,
) -> (Vec<Segment>, PartEnd) {
    let (plan, entry, bulk) = (encode(plan), plan.entry, Bulk::Usual);
    let work = Work::Read { plan, entry, from, until, exact, bulk };
    let mut segments = Vec::new();
    let mut end = PartEnd::default();
    for said in run(work, "", blob) {
        match said {
            Said::Segment(segment) => segments.push(*segment),
            Said::Finished(bytes) => end = decode(&bytes).unwrap(),
            Said::Progress(_) => {}
            other => panic!("{other:?}"),
        }
    }
    (segments, end)
}

/// What was read of one or several files that belong together.
#[derive(Default)]
pub(super) struct Together {
    facts: Facts,
    ids: BTreeMap<String, u64>,
    layouts: Vec<String>,
}

/// Renders a source and adds what it says of itself.
pub(super) fn source(
    name: &str,
    blob: &mut dyn Blob,
    settings: &Settings,
    together: &mut Together,
) -> String {
    let opened = open(name, blob, settings);
    let mut text = format!("== {name}\n");
    if let Some(failure) = &opened.failure {
        writeln!(text, "refused: {}", of(failure)).unwrap();
    }
    for field in &opened.missing {
        writeln!(text, "missing column: {}", field.code()).unwrap();
    }
    if !opened.rivals.is_empty() {
        writeln!(text, "fits as well: {}", opened.rivals.join(", ")).unwrap();
    }
    report(&mut text, &opened.report);
    for plan in &opened.plans {
        read_as(&mut text, plan);
        let (segments, end) = read(plan, plan.data_offset, u64::MAX, true, blob);
        let mut conversations: Vec<i64> = Vec::new();
        let mut n = 0;
        for segment in &segments {
            for index in 0..segment.len() {
                row(&mut text, segment, index, &mut conversations);
                n += 1;
                let id = segment.ids.text(index);
                if !id.is_empty() {
                    *together.ids.entry(id).or_default() += 1;
                }
            }
        }
        for reject in segments.iter().flat_map(|it| &it.rejects) {
            writeln!(text, "  reject {} <- {:?}", of(&reject.diagnostic), reject.text).unwrap();
        }
        writeln!(
            text,
            "  {n} rows, {} rejects",
            segments.iter().map(|it| it.rejects.len()).sum::<usize>()
        )
        .unwrap();
        for fact in &end.facts {
            writeln!(text, "  fact {}: {} = {:?}", fact.line, fact.name, fact.value).unwrap();
        }
        let seen = &end.evidence;
        let open_questions = [
            (seen.either_order > 0 && !plan.date_order_settled, "order", &seen.order_example),
            (seen.either_mark > 0 && !plan.decimal_mark_settled, "mark", &seen.mark_example),
        ];
        for (is_open, what, example) in open_questions {
            if is_open {
                writeln!(text, "  open: {what}, such as {example:?}").unwrap();
            }
        }
        report(&mut text, &end.report);
        if let Some(failure) = &end.failure {
            writeln!(text, "  stopped: {}", of(failure)).unwrap();
        }
        together.facts.rejected +=
            segments.iter().map(|it| it.rejects.len() as u64 + it.rejects_uncounted).sum::<u64>();
        together.facts.facts.extend(end.facts);
        together.facts.rows.push((plan.layout.clone(), n));
        if !together.layouts.contains(&plan.layout) {
            together.layouts.push(plan.layout.clone());
        }
    }
    text
}

impl Together {
    /// What the layouts say of the whole.
    pub(super) fn finish(mut self) -> String {
        self.facts.different_ids = self.ids.len() as u64;
        let mut text = String::from("== together\n");
        for id in &self.layouts {
            let layout = reader::layout(id).unwrap();
            if let Some(refusal) = layout.refusal(&self.facts) {
                writeln!(text, "refused: {}", of(&refusal)).unwrap();
            }
            let mut found = Report::default();
            layout.check(&self.facts, &mut found);
            report(&mut text, &found);
        }
        text
    }
}

/// Renders every file of a case; `settings.json` beside them holds what the person set.
pub(super) fn case(folder: &Path) -> String {
    case_through(folder, &|bytes| Box::new(Held(bytes)))
}

/// Bytes in memory.
pub(crate) struct Held(pub(crate) Vec<u8>);

impl Blob for Held {
    fn size(&self) -> u64 {
        self.0.len() as u64
    }

    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.0.as_slice().read_at(offset, buffer)
    }
}

/// The same with each file's bytes given in another way.
pub(super) fn case_through(folder: &Path, blob: &dyn Fn(Vec<u8>) -> Box<dyn Blob>) -> String {
    let settings = fs::read_to_string(folder.join("settings.json"))
        .map(|it| serde_json::from_str(&it).unwrap())
        .unwrap_or_default();
    let mut text = String::new();
    let mut together = Together::default();
    for file in inputs(folder) {
        let bytes = fs::read(&file).unwrap();
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        text += &source(&name, blob(bytes).as_mut(), &settings, &mut together);
    }
    text + &together.finish()
}

/// The input files of a case.
pub(super) fn inputs(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    files.retain(|it| {
        let name = it.file_name().unwrap().to_string_lossy();
        it.is_file() && !["expected.txt", "settings.json", "README.md"].contains(&name.as_ref())
    });
    files.sort();
    files
}

/// The folders in a folder.
pub(crate) fn folders(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    found.retain(|it| it.is_dir());
    found.sort();
    found
}

/// Where the fixtures are.
pub(crate) fn fixtures(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(path)
}

/// Holds a rendering against the file; says whether they agree.
pub(crate) fn agrees(found: &str, expected: &Path) -> bool {
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(expected, found).unwrap();
        return true;
    }
    let expected_text = fs::read_to_string(expected).unwrap_or_default();
    if expected_text == found {
        return true;
    }
    let mut lines = expected_text.lines().zip(found.lines()).enumerate();
    let differs = lines.find(|(_, (a, b))| a != b);
    eprintln!("{} differs, first at {differs:?}\nfound:\n{found}", expected.display());
    false
}

fn read_as(text: &mut String, plan: &Plan) {
    let syntax = match plan.syntax {
        Syntax::Csv { delimiter, bare_cr } => {
            format!("csv {:?}{}", char::from(delimiter), if bare_cr { " cr" } else { "" })
        }
        other => other.name().to_owned(),
    };
    let question = |settled: bool| if settled { "" } else { "?" };
    let entry =
        if plan.entry_name.is_empty() { String::new() } else { format!("{} ", plan.entry_name) };
    writeln!(
        text,
        "{entry}{}: {} {} · header {} · data at {} · {}{} {}{} · zone {}{}",
        plan.layout,
        syntax,
        plan.encoding.name(),
        plan.header_line,
        plan.data_offset,
        plan.date_order.code(),
        question(plan.date_order_settled),
        plan.decimal_mark.as_str(),
        question(plan.decimal_mark_settled),
        if plan.time_zone.is_empty() { "-" } else { &plan.time_zone },
        question(!plan.time_zone_assumed),
    )
    .unwrap();
    let columns = plan.columns.iter().filter_map(|it| Some((&it.header, it.field?)));
    let columns: Vec<String> = columns.map(|(name, it)| format!("{name}={}", it.code())).collect();
    if !columns.is_empty() {
        writeln!(text, "  columns {}", columns.join(" ")).unwrap();
    }
}

fn row(text: &mut String, segment: &Segment, index: usize, conversations: &mut Vec<i64>) {
    write!(text, "  {}:", segment.line(index)).unwrap();
    let mut put = |name: &str, value: Option<String>| {
        if let Some(value) = value.filter(|it| !it.is_empty()) {
            write!(text, " {name}={value}").unwrap();
        }
    };
    let is_line = segment.id_is_line.get(index) == Some(1);
    put(if is_line { "line" } else { "id" }, Some(segment.ids.text(index)));
    let conversation = segment.conversations.get(index).map(|hash| {
        let known = conversations.iter().position(|it| *it == hash);
        known.unwrap_or_else(|| {
            conversations.push(hash);
            conversations.len() - 1
        }) + 1
    });
    put("conversation", conversation.map(|it| format!("#{it}")));
    put("start", segment.starts.get(index).map(to_iso));
    let span = segment.spans.get(index);
    put("end", span.map(|it| to_iso(segment.starts.get(index).unwrap_or(0) + it)));
    put("length", segment.lengths.get(index).map(|it| format!("{it}ms")));
    put("of", segment.conversation_length(index).map(|it| format!("{it}ms")));
    put("quantity", segment.quantities.get(index).map(|it| it.to_string()));
    put("price", segment.unit_prices.get(index).map(|it| it.to_string()));
    put("amount", segment.amounts.get(index).map(|it| it.to_string()));
    let [unit, category, invoice] = match text_at(segment, index, TextField::Channel) {
        "call" | "conference" => ["cluster", "user", "room"],
        _ => ["unit", "category", "invoice"],
    };
    let names = ["account", "service", "channel", "currency", unit, category, invoice];
    for (name, field) in names.into_iter().zip(TextField::ALL) {
        put(name, Some(text_at(segment, index, field).to_owned()));
    }
    text.push('\n');
}

/// A text of a row.
pub(crate) fn text_at(segment: &Segment, index: usize, field: TextField) -> &str {
    let code = segment.codes[field.index()].get(index).unwrap_or(0);
    segment.dictionaries[field.index()].value(u32::try_from(code).unwrap())
}

/// What a row says as one number.
pub(crate) fn content_at(segment: &Segment, index: usize) -> u64 {
    segment.content(index, &|field| text_at(segment, index, field))
}

fn report(text: &mut String, report: &Report) {
    for group in report.groups() {
        writeln!(text, "  {} {} ×{}", group.code.severity().code(), group.code.code(), group.count)
            .unwrap();
        for it in &group.kept {
            writeln!(text, "    {}", of(it)).unwrap();
        }
    }
}

/// A diagnostic in one line.
pub(super) fn of(diagnostic: &Diagnostic) -> String {
    let place = &diagnostic.place;
    let mut text = diagnostic.code.code().to_owned();
    if place.line > 0 {
        write!(text, " at {}", place.line).unwrap();
    }
    if place.column > 0 {
        write!(text, ":{}", place.column).unwrap();
    }
    if !place.field.is_empty() {
        write!(text, " ({})", place.field).unwrap();
    }
    if !diagnostic.params.is_empty() {
        write!(text, " {:?}", diagnostic.params).unwrap();
    }
    text
}
