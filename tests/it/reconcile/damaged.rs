//! Whatever happened to a file on its way, it is read or refused: nothing panics, and what is said of it
//! ties with itself. The files are all that stand as fixtures, with bytes cut, doubled, put in, overwritten.

use super::Text;
use crate::readers::render::fixtures;
use proptest::prelude::*;
use proptest::sample::Index;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use trueup::domain::Outcome;
use trueup::engine::driver::Driver;
use trueup::engine::forms::{PolicyForm, Settings};
use trueup::engine::protocol::{
    ExportKind, Reply, Request, RowFilter, RowsQuery, SortKey, SourceState,
};

/// Longer ones would only take longer.
const LONGEST: u64 = 40_000;

static FILES: LazyLock<Vec<(PathBuf, Vec<u8>)>> = LazyLock::new(|| {
    let mut files = Vec::new();
    collect(&fixtures(""), &mut files);
    files.sort();
    files
});

fn collect(folder: &Path, into: &mut Vec<(PathBuf, Vec<u8>)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let (path, name) = (entry.path(), entry.file_name());
        if path.is_dir() {
            collect(&path, into);
        } else if !["README.md", "expected.txt", "settings.json"].map(Into::into).contains(&name)
            && entry.metadata().unwrap().len() <= LONGEST
        {
            into.push((path.clone(), fs::read(&path).unwrap()));
        }
    }
}

/// What readers look out for, and what numbers and dates are at the edge of.
const TOKENS: [&[u8]; 34] = [
    b"\"",
    b"\"\"",
    b",",
    b";",
    b"\t",
    b"\n",
    b"\r",
    b"\r\n",
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xe2\x82",
    b"-",
    b".",
    b"0",
    b"%",
    b"=1+1",
    b"{",
    b"]",
    b"<a>",
    b"</x>",
    b"&#0;",
    b"null",
    b"1e999",
    b"24:00",
    b"9999999999999999999",
    b"-9223372036854775808",
    b"79228162514264337593543950335",
    b"0001-01-01",
    b"9999-12-31T23:59:59.999Z",
    b"2026-02-30",
    b"31/12/1969 23:59:60",
    b"-1",
    b"Total",
];

/// One thing that happened to a file.
#[derive(Debug, Clone)]
enum Damage {
    Cut(Index, usize),
    Doubled(Index, usize),
    Inserted(Index, usize),
    Overwritten(Index, usize),
    Byte(Index, u8),
}

impl Damage {
    fn done_to(&self, bytes: &mut Vec<u8>) {
        let place = |it: &Index, bytes: &[u8]| it.index(bytes.len() + 1);
        let end = |from: usize, n: usize, bytes: &[u8]| bytes.len().min(from + n);
        match self {
            Self::Cut(at, n) => {
                let from = place(at, bytes);
                bytes.drain(from..end(from, *n, bytes));
            }
            Self::Doubled(at, n) => {
                let from = place(at, bytes);
                let piece = bytes[from..end(from, *n, bytes)].to_vec();
                bytes.splice(from..from, piece);
            }
            Self::Inserted(at, token) => {
                let from = place(at, bytes);
                bytes.splice(from..from, TOKENS[*token].iter().copied());
            }
            Self::Overwritten(at, token) => {
                let from = place(at, bytes);
                let end = end(from, TOKENS[*token].len(), bytes);
                bytes.splice(from..end, TOKENS[*token].iter().copied());
            }
            Self::Byte(at, byte) if !bytes.is_empty() => {
                let from = at.index(bytes.len());
                bytes[from] = *byte;
            }
            Self::Byte(..) => {}
        }
    }
}

fn damage() -> impl Strategy<Value = Damage> {
    let place = any::<Index>;
    let (n, token) = (prop_oneof![1usize..6, 1usize..400], 0..TOKENS.len());
    prop_oneof![
        (place(), n.clone()).prop_map(|(at, n)| Damage::Cut(at, n)),
        (place(), n).prop_map(|(at, n)| Damage::Doubled(at, n)),
        (place(), token.clone()).prop_map(|(at, it)| Damage::Inserted(at, it)),
        (place(), token).prop_map(|(at, it)| Damage::Overwritten(at, it)),
        (place(), any::<u8>()).prop_map(|(at, it)| Damage::Byte(at, it)),
    ]
}

/// A file, and as what it is given; by itself is how people give it.
#[derive(Debug, Clone)]
struct Given {
    file: Index,
    role: &'static str,
    damage: Vec<Damage>,
}

fn given() -> impl Strategy<Value = Given> {
    let role = prop::sample::select(vec!["", "", "usage", "billed", "rates"]);
    let damage = prop_oneof![
        1 => Just(Vec::new()),
        4 => prop::collection::vec(damage(), 1..4),
        1 => prop::collection::vec(damage(), 4..30),
    ];
    (any::<Index>(), role, damage).prop_map(|(file, role, damage)| Given { file, role, damage })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_damaged_file_is_read_or_refused(
        files in prop::collection::vec(given(), 1..4),
        by_time in any::<bool>(),
    ) {
        let mut driver = Driver::default();
        let mut policy = PolicyForm::default();
        policy.rules.extend(by_time.then(|| "time".to_owned()));
        driver.ask(Request::SetPolicy(policy));
        for given in &files {
            let (path, bytes) = given.file.get(&FILES);
            let mut bytes = bytes.clone();
            given.damage.iter().for_each(|it| it.done_to(&mut bytes));
            let settings = Settings { role: given.role.to_owned(), ..Settings::default() };
            let name = path.file_name().unwrap().to_string_lossy();
            let source = driver.import(&name, Box::new(Text(bytes)), settings);
            let view = driver.view(source).unwrap().clone();
            prop_assert!(
                matches!(view.state, SourceState::Ready | SourceState::Failed(_)),
                "{:?}", view.state
            );
            // What was left out can be looked at, to the last row.
            let rejects = Request::Rejects { source, offset: 0, limit: 100_000 };
            if let Reply::Rejects(rejects) = driver.ask(rejects).0 {
                prop_assert_eq!(rejects.len() as u64, view.rejected);
            }
        }
        let Reply::Result(result) = driver.ask(Request::Reconcile).0 else { return Ok(()) };
        prop_assert!(result.proof.holds, "{:?}", result.proof);
        look_at_all(&mut driver)?;
    }
}

/// The rows that people see, their evidence, and what is written of them.
fn look_at_all(driver: &mut Driver) -> Result<(), TestCaseError> {
    let filter = RowFilter { outcomes: Outcome::ALL.to_vec(), ..RowFilter::default() };
    let query =
        RowsQuery { filter, sort: SortKey::Difference, descending: true, offset: 0, limit: 50 };
    let Reply::Rows(page) = driver.ask(Request::Rows(query)).0 else {
        return Err(TestCaseError::fail("no rows"));
    };
    for row in page.rows {
        let reply = driver.ask(Request::Evidence(row.row)).0;
        prop_assert!(matches!(reply, Reply::Evidence(_)), "{reply:?}");
    }
    for kind in [ExportKind::ExceptionsCsv, ExportKind::Workbook, ExportKind::Case] {
        let reply = driver.ask(Request::Export(kind)).0;
        prop_assert!(!matches!(reply, Reply::Failed(_)), "{reply:?}");
    }
    Ok(())
}
