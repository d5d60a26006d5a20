//! Records of texts that come in pieces of any size, broken ones too.

use super::*;
use proptest::prelude::*;

fn read(text: &[u8], chunk: usize) -> (Vec<Vec<String>>, u64) {
    struct Drip<'a>(&'a [u8], usize);
    impl Read for Drip<'_> {
        fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
            let n = self.1.min(self.0.len()).min(to.len());
            let (head, tail) = self.0.split_at(n);
            to[..n].copy_from_slice(head);
            self.0 = tail;
            Ok(n)
        }
    }
    let mut rows = Vec::new();
    let dialect = Dialect { delimiter: b',', bare_cr: false };
    let end = scan(&mut Drip(text, chunk), dialect, 0, u64::MAX, &mut |scanned| {
        rows.push(match scanned {
            Scanned::Record(it) => (0..it.n_fields())
                .map(|i| String::from_utf8_lossy(&it.field(i)).into_owned())
                .collect(),
            Scanned::BrokenQuotes(it) => {
                vec![format!("broken {}", String::from_utf8_lossy(it.bytes))]
            }
            Scanned::TooLong(it) => vec![format!("too long {}", it.line)],
            Scanned::Rows(_) => panic!("nobody asked for rows"),
        });
        ControlFlow::Continue(())
    });
    (rows, end.unwrap().offset)
}

#[test]
fn survives_broken_quotes() {
    let (rows, _) = read(b"a,b\n\"x\"y,1\nc,d\n\"never,closed\ne,f\n", 7);
    let heads: Vec<&str> = rows.iter().map(|it| it[0].as_str()).collect();
    assert_eq!(heads, ["a", "broken \"x\"y,1", "c", "broken \"never,closed", "e"]);
}

#[test]
fn blanks_around_quotes_are_none_of_the_field() {
    let text = b"a, \"b, c\" ,\"d\"  \r\n 1 , \"2\" 3, \"4\n, \"\"5\"\"\"\nx, \"y\" ";
    let expected = [vec!["a", "b, c", "d"], vec![" 1 ", " \"2\" 3", "4\n, \"5\""], vec!["x", "y"]];
    for chunk in [1, 2, 3, 5, 100] {
        let (rows, end) = read(text, chunk);
        assert_eq!(rows, expected, "{chunk} bytes at a time");
        assert_eq!(end, text.len() as u64);
    }
    // What no quote closes is text.
    assert_eq!(read(b"a, \"b\nc,d\n", 3).0, [vec!["a", " \"b"], vec!["c", "d"]]);
}

#[test]
fn drops_a_line_that_is_too_long_and_goes_on() {
    let mut text = b"a,b\n".to_vec();
    text.extend(std::iter::repeat_n(b'x', 20 * 1024 * 1024));
    text.extend(b"\nc,d\n");
    let (rows, end) = read(&text, 1 << 20);
    assert_eq!(rows, [vec!["a", "b"], vec!["too long 2"], vec!["c", "d"]]);
    assert_eq!(end, text.len() as u64);
}

#[test]
fn a_line_end_is_sought_in_its_own_stretch_only() {
    let text = vec![b'x'; 4 * CHUNK];
    let dialect = Dialect { delimiter: b',', bare_cr: false };
    let mut scan = Scan::behind_line_end(dialect, 10, 20);
    assert!(!fill(&mut text.as_slice(), &mut scan).unwrap());
    let none = |_: Scanned<'_>| -> Flow { panic!("there is no record") };
    assert!(scan.records(false, &mut { none }).is_break());
    assert_eq!(scan.first(), None);
}

#[test]
fn stretches_join_wherever_a_text_is_cut() {
    let text = b"id,name\r\n1,one\r\n\r\n2,two\r\n3,three";
    let dialect = Dialect { delimiter: b',', bare_cr: false };
    let stretch = |mut scan: Scan, from: usize, rows: &mut Vec<(u64, Vec<u8>)>| {
        let mut input = &text[from..];
        loop {
            let at_end = fill(&mut (&mut input).take(3), &mut scan).unwrap() && input.is_empty();
            let flow = scan.records(at_end, &mut |scanned| {
                let Scanned::Record(it) = scanned else { panic!("{scanned:?}") };
                rows.push((it.offset, it.bytes.to_vec()));
                ControlFlow::Continue(())
            });
            if flow.is_break() || at_end {
                return scan;
            }
        }
    };
    let (mut whole, mut end) = (Vec::new(), 0);
    for cut in 1..text.len() {
        let at = cut as u64;
        let mut rows = Vec::new();
        let first = stretch(Scan::new(dialect, 0, at), 0, &mut rows);
        let behind = Scan::behind_line_end(dialect, at - 1, u64::MAX);
        let second = stretch(behind, cut - 1, &mut rows);
        // The last line has no end, so no record begins behind it.
        if second.first().is_some() {
            assert_eq!(second.first(), Some(first.end().offset), "cut at {cut}");
        } else {
            assert!(first.end().offset == text.len() as u64, "cut at {cut}");
        }
        if cut == 1 {
            (whole, end) = (rows, second.end().offset);
            assert_eq!(whole.len(), 5);
        } else {
            assert_eq!(rows, whole, "cut at {cut}");
            assert_eq!(second.end().offset, end, "cut at {cut}");
        }
    }
}

proptest! {
    #[test]
    fn agrees_with_the_csv_crate(
        rows in proptest::collection::vec(proptest::collection::vec("[a,\"\n\r é]{0,6}", 2..5), 1..20),
        chunk in 1usize..40,
    ) {
        let mut text = Vec::new();
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(&mut text);
        for row in &rows { writer.write_record(row).unwrap(); }
        drop(writer);
        let (found, _) = read(&text, chunk);
        prop_assert_eq!(found, rows);
    }
}

/// Everything that is known of each record, regular records being handed out many at once if their
/// width is given.
fn told(
    text: &[u8],
    dialect: Dialect,
    until: u64,
    chunk: usize,
    width: usize,
) -> (Vec<String>, End) {
    let mut scan = Scan::new(dialect, 0, until).by_rows(width);
    let mut found = Vec::new();
    let mut one = |it: &Record<'_>| {
        let fields: Vec<_> =
            (0..it.n_fields()).map(|at| (it.field(at).into_owned(), it.field_range(at))).collect();
        found.push(format!("{} {} {:?} {fields:?}", it.offset, it.line, it.bytes));
    };
    let mut input = text;
    loop {
        let at_end =
            fill(&mut (&mut input).take(chunk as u64), &mut scan).unwrap() && input.is_empty();
        let flow = scan.records(at_end, &mut |scanned| {
            match scanned {
                Scanned::Rows(rows) => {
                    let mut borders = Borders::default();
                    assert!(!rows.is_plain || rows.bytes().iter().all(|it| (1..0x80).contains(it)));
                    (0..rows.len()).for_each(|it| one(&rows.record(it, &mut borders)));
                }
                Scanned::Record(it) | Scanned::BrokenQuotes(it) | Scanned::TooLong(it) => one(&it),
            }
            ControlFlow::Continue(())
        });
        if flow.is_break() || at_end {
            return (found, scan.end());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn regular_records_are_those_that_are_found_one_by_one(
        rows in proptest::collection::vec(prop_oneof![
            40 => "[a-c]{1,30},[0-9a-z \\t]{0,40},[a-z]{0,9}",
            10 => "\"[a-z,]{0,20}\",[a-z]{0,30},\"\"",
            2 => "[a-zé\0]{0,9},,",
            1 => "[ \\t]{0,3}",
            1 => "a,b(,c,d)?",
            1 => "\"a\"\"b\",c,d",
            1 => "\"a\nb\",c,d",
            1 => "\"a\"b,c,\"d",
        ], 0..300),
        line_end in prop_oneof![Just("\n"), Just("\r\n")],
        ends in any::<bool>(),
        tabs in any::<bool>(),
        chunk in 1usize..5000,
        until in prop_oneof![Just(u64::MAX), 0u64..9000],
    ) {
        let mut text = rows.join(line_end) + if ends { line_end } else { "" };
        let mut dialect = Dialect { delimiter: b',', bare_cr: false };
        if tabs {
            text = text.replace(',', "\t");
            dialect.delimiter = b'\t';
        }
        let one_by_one = told(text.as_bytes(), dialect, until, chunk, 0);
        for width in [2, 3, 4] {
            let found = told(text.as_bytes(), dialect, until, chunk, width);
            prop_assert_eq!(&found, &one_by_one, "width {}", width);
        }
    }
}
