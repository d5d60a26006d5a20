//! Bad input: for every code that a file can cause there is a file that causes it, and a reading
//! that tells it with its place. Files that are too large to keep are made here.

use crate::readers::render::{
    Held, Together, agrees, case, fixtures, folders, inputs, of, open, read, source,
};
use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use trueup::diagnostics::Code;
use trueup::engine::driver::Driver;
use trueup::engine::forms::Settings;
use trueup::engine::protocol::SourceState;
use trueup::intake::Blob;

/// Codes that no file alone causes, or whose files are made by a test here; and why.
const ELSEWHERE: &[(Code, &str)] = &[
    (Code::ArchiveRatio, "made below: the bomb is made when it is needed"),
    (Code::ArchiveTooLarge, "made below"),
    (Code::ArchiveTooMany, "made below"),
    (Code::LineTooLong, "made below: a line of a gigabyte is not kept"),
    (Code::TooManyColumns, "made below"),
    (Code::PassedOver, "a workbook; tested with workbooks"),
    (Code::HiddenSheet, "a workbook; tested with workbooks"),
    (Code::ReadFailed, "made below: a disk that fails"),
    (Code::ReaderCrashed, "a worker that dies; tested with the workers"),
    (Code::ReaderMissing, "a worker that is not there; tested with the page"),
    (Code::Cancelled, "the person's doing; tested with the workers"),
    (Code::RateConflict, "two rates; tested with rate cards"),
    (Code::BadZone, "a policy; tested with policies"),
    (Code::BadRate, "a rate; tested with rate cards"),
    (Code::UnratedUsage, "usage against rates; tested with reconciling"),
    (Code::IdsAlike, "ids of two sides; tested with reconciling"),
    (Code::UnitExplains, "quantities of two sides; tested with reconciling"),
    (Code::PeriodRuleExplains, "a period of two sides; tested with reconciling"),
    (Code::ZoneExplains, "times of two sides; tested with reconciling"),
    (Code::TimesMatch, "times of two sides; tested with reconciling"),
    (Code::LengthsExplain, "lengths of two sides; tested with reconciling"),
    (Code::NameUnknown, "names of two sides; tested with reconciling"),
    (Code::OutsideWindow, "a window that was asked for; tested with fetching"),
    (Code::FetchIncomplete, "a fetch; tested with fetching"),
    (Code::StillReading, "a request that comes too early; tested with the engine"),
    (Code::ResultOutdated, "a request that comes too late; tested with the engine"),
];

/// What the engine makes of the same files: the state of each source and what was noticed.
fn through_engine(folder: &Path) -> String {
    let settings: Settings = fs::read_to_string(folder.join("settings.json"))
        .map(|it| serde_json::from_str(&it).unwrap())
        .unwrap_or_default();
    let mut driver = Driver::default();
    let mut sources = Vec::new();
    for file in inputs(folder) {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let blob = Box::new(Held(fs::read(&file).unwrap()));
        sources.push(driver.import(&name, blob, settings.clone()));
    }
    let mut text = String::from("== engine\n");
    for source in sources {
        let view = driver.view(source).unwrap();
        let state = match &view.state {
            SourceState::Failed(failure) => format!("failed: {}", of(failure)),
            other => format!("{other:?}").to_lowercase(),
        };
        let name = &view.name;
        text += &format!("{name}: {state}, {} rows, {} rejects\n", view.rows, view.rejected);
        for finding in &view.findings {
            let (severity, first) = (finding.severity.code(), of(&finding.first));
            text += &format!("  {severity} ×{} {first} {:?}\n", finding.count, finding.lines);
        }
        for question in &view.questions {
            text += &format!("  asks {question:?}\n");
        }
    }
    text
}

#[test]
fn every_error_is_told_with_its_place() {
    let mut wrong = Vec::new();
    for folder in folders(&fixtures("errors")) {
        let found = case(&folder) + &through_engine(&folder);
        let code = folder.file_name().unwrap().to_string_lossy().into_owned();
        let told = match code.as_str() {
            // The page asks for the column.
            "missing_column" => found.contains("Columns"),
            _ => found
                .lines()
                .any(|line| line.contains(&format!("{code} ")) || line.ends_with(&code)),
        };
        if !told {
            eprintln!("{code} is not told:\n{found}");
        }
        if !told || !agrees(&found, &folder.join("expected.txt")) {
            wrong.push(code);
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_code_has_a_case_or_a_reason() {
    let cases: BTreeSet<String> = folders(&fixtures("errors"))
        .iter()
        .map(|it| it.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    for code in Code::ALL {
        let elsewhere = ELSEWHERE.iter().any(|(it, _)| it == code);
        let has_case = cases.contains(code.code());
        assert!(has_case != elsewhere, "{} has a case or a reason", code.code());
    }
    for case in cases {
        assert!(Code::ALL.iter().any(|it| it.code() == case), "{case} is a code");
    }
}

/// Text that is made as it is read, as large as wanted.
struct Synthetic {
    head: &'static [u8],
    size: u64,
    tail: &'static [u8],
    fill: u8,
    /// The most bytes that were ever asked for at once.
    largest: usize,
    read: u64,
}

impl Synthetic {
    fn new(head: &'static [u8], fill: u8, size: u64, tail: &'static [u8]) -> Self {
        Self { head, size, tail, fill, largest: 0, read: 0 }
    }

    fn tail_at(&self) -> u64 {
        self.size - self.tail.len() as u64
    }
}

impl Blob for Synthetic {
    fn size(&self) -> u64 {
        self.size
    }

    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let n = usize::try_from(self.size.saturating_sub(offset)).unwrap().min(buffer.len());
        self.largest = self.largest.max(buffer.len());
        self.read += n as u64;
        buffer[..n].fill(self.fill);
        let overlay = |text: &[u8], at: u64, buffer: &mut [u8]| {
            for (index, byte) in text.iter().enumerate() {
                let place = (at + index as u64).checked_sub(offset);
                if let Some(to) = place.and_then(|it| buffer.get_mut(usize::try_from(it).ok()?)) {
                    *to = *byte;
                }
            }
        };
        overlay(self.head, 0, &mut buffer[..n]);
        overlay(self.tail, self.tail_at(), &mut buffer[..n]);
        Ok(n)
    }
}

const HEADER: &[u8] = b"call_id,start,duration,account\nc-1,2026-10-05 09:00:00,120,";

fn render(name: &str, blob: &mut dyn Blob) -> String {
    source(name, blob, &Settings::default(), &mut Together::default())
}

#[test]
fn a_line_of_a_gigabyte_is_dropped_and_the_next_one_read() {
    let tail = b"\nc-2,2026-10-05 09:01:00,61,b\n";
    let mut blob = Synthetic::new(HEADER, b'x', 1 << 30, tail);
    let opened = open("long.csv", &mut blob, &Settings::default());
    let plan = opened.plans.first().expect("it can be opened");
    let (segments, end) = read(plan, plan.data_offset, u64::MAX, true, &mut blob);
    let rejects: Vec<_> = segments.iter().flat_map(|it| &it.rejects).collect();
    assert_eq!(rejects.len(), 1);
    assert_eq!(rejects[0].diagnostic.code, Code::LineTooLong);
    assert_eq!(rejects[0].diagnostic.place.line, 2);
    assert!(rejects[0].text.len() < 1000, "only the head of it is kept");
    assert_eq!(segments.iter().map(trueup::dataset::Segment::len).sum::<usize>(), 1);
    assert_eq!(segments.last().unwrap().ids.text(0), "c-2");
    assert_eq!(end.failure, None);
    assert!(blob.largest <= 64 << 20, "never held whole: {}", blob.largest);
}

#[test]
fn a_line_over_several_parts_is_dropped_once() {
    let quoted = b"call_id,start,duration,account\nc-1,2026-10-05 09:00:00,120,\"";
    for head in [HEADER, quoted] {
        let tail = b"\nc-2,2026-10-05 09:01:00,61,b\n";
        let mut blob = Synthetic::new(head, b'x', 40 << 20, tail);
        let opened = open("long.csv", &mut blob, &Settings::default());
        let plan = opened.plans.first().expect("it can be opened");
        let (segments, end) = read(plan, plan.data_offset, 20 << 20, true, &mut blob);
        assert_eq!(segments.iter().map(|it| it.rejects.len()).sum::<usize>(), 1);
        assert_eq!(segments.iter().map(trueup::dataset::Segment::len).sum::<usize>(), 0);
        assert_eq!(end.end, blob.tail_at() + 1, "the next part begins behind the line");
        assert!(blob.largest <= 32 << 20, "never held whole: {}", blob.largest);
    }
}

#[test]
fn a_first_line_without_an_end_is_refused_from_its_head() {
    let mut blob = Synthetic::new(b"call_id,start,", b'x', 1 << 30, b"\n");
    let text = render("endless.csv", &mut blob);
    assert!(text.contains("refused: line_too_long at 1"), "{text}");
    assert!(blob.read < 2 << 20, "only the head is read: {}", blob.read);
}

#[test]
fn a_hundred_thousand_columns_are_refused() {
    let header: Vec<String> = (0..100_000).map(|it| format!("column {it}")).collect();
    let text = format!("{}\n{}\n", header.join(","), vec!["1"; 100_000].join(","));
    let found = render("wide.csv", &mut text.as_bytes());
    assert!(found.contains("refused: too_many_columns at 1"), "{found}");
    // Below a narrow header such a row is one reject.
    let row = format!(
        "call_id,start\nc-1,2026-10-05 09:00:00\n{}\nc-2,2026-10-05 09:00:00\n",
        vec!["1"; 100_000].join(",")
    );
    let found = render("row.csv", &mut row.as_bytes());
    assert!(found.contains("2 rows, 1 rejects"), "{found}");
}

#[test]
fn bombs_stop_at_the_limits() {
    // Ratio: 200 MB of zeros in a gzip of some 200 kB.
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(b"call_id,start\n").unwrap();
    let block = vec![b'0'; 1 << 20];
    for _ in 0..200 {
        packed.write_all(&block).unwrap();
    }
    let bomb = packed.finish().unwrap();
    assert!(bomb.len() < 1 << 20);
    let found = render("bomb.csv.gz", &mut bomb.as_slice());
    assert!(found.contains("archive_ratio"), "{found}");

    // Number of entries.
    let mut archive = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
    let stored =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for index in 0..2001 {
        archive.start_file(format!("{index}.csv"), stored).unwrap();
    }
    let many = archive.finish().unwrap().into_inner();
    let found = render("many.zip", &mut many.as_slice());
    assert!(found.contains("refused: archive_too_many"), "{found}");
}

#[test]
fn an_archive_may_not_unpack_to_more_than_the_limit() {
    use std::io::Read as _;
    use trueup::intake::limits::{Limited, MOST_BYTES};
    // Bytes that cost nothing to make, so that the limit is reached in a moment.
    struct Idle;
    impl io::Read for Idle {
        fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
            Ok(to.len())
        }
    }
    let mut limited = Limited::new(Idle, u64::MAX);
    let mut buffer = vec![0; 64 << 20];
    let mut given = 0;
    let error = loop {
        match limited.read(&mut buffer) {
            Ok(n) => given += n as u64,
            Err(error) => break error,
        }
    };
    assert!(given <= MOST_BYTES);
    let told = trueup::formats::read_error(&error, 0);
    assert_eq!(of(&told), format!("archive_too_large [\"{MOST_BYTES}\"]"));
}

#[test]
fn a_disk_that_fails_is_told() {
    struct Failing(u64);
    impl Blob for Failing {
        fn size(&self) -> u64 {
            1 << 20
        }
        fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
            if offset >= self.0 {
                return Err(io::Error::other("the disk is gone"));
            }
            let n = buffer.len().min(64);
            let text = b"call_id,start\nc-1,2026-10-05 09:00:00\n";
            for (index, byte) in buffer[..n].iter_mut().enumerate() {
                let at = usize::try_from(offset).unwrap() + index;
                *byte = text[at % text.len()];
            }
            Ok(n)
        }
    }
    let found = render("gone.csv", &mut Failing(0));
    assert!(found.contains("refused: read_failed [\"the disk is gone\"]"), "{found}");
    let mut blob = Failing(300 * 1024);
    let opened = open("half.csv", &mut blob, &Settings::default());
    let plan = opened.plans.first().expect("its head can be read");
    let (_, end) = read(plan, plan.data_offset, u64::MAX, true, &mut blob);
    assert_eq!(end.failure.map(|it| it.code), Some(Code::ReadFailed));
}
