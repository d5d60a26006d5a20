//! Rows that are read column by column say what they say when each is read by itself.
//!
//! A cell with doubled quotes makes a record one that is read by itself. So a text is read twice: with
//! a note that has such quotes, and with one of the same length that has none.

use crate::readers::render::{open, read, text_at};
use proptest::prelude::*;
use trueup::dataset::{RejectRow, Segment, TextField};
use trueup::engine::forms::Settings;

/// Notes of one length: by itself, in quotes, without.
const NOTES: [&str; 3] = ["\"x\"\"y\"", "\"xxyy\"", "xxyyxx"];

fn text_of(header: &str, rows: &[Vec<&str>], note: &dyn Fn(usize) -> &'static str) -> Vec<u8> {
    let mut text = format!("{header},note\n");
    for (index, row) in rows.iter().enumerate() {
        text += &format!("{},{}\n", row.join(","), note(index));
    }
    text.into_bytes()
}

/// Everything that was read, but for the note.
fn told(segments: &[Segment]) -> (Vec<String>, Vec<String>) {
    let mut rows = Vec::new();
    let mut rejects = Vec::new();
    for segment in segments {
        for row in 0..segment.len() {
            let texts = TextField::ALL.map(|field| text_at(segment, row, field));
            let times = [
                segment.id_is_line.get(row),
                segment.conversations.get(row),
                segment.starts.get(row),
                segment.spans.get(row),
                segment.lengths.get(row),
                segment.conversation_starts.get(row),
                segment.conversation_spans.get(row),
            ];
            let figures = [&segment.quantities, &segment.unit_prices, &segment.amounts];
            rows.push(format!(
                "{} {:?} {:?} {:?} {:?} {}",
                segment.ids.text(row),
                times,
                figures.map(|it| it.get(row)),
                texts,
                segment.place(row).0,
                segment.line(row),
            ));
        }
        let reject = |it: &RejectRow| {
            let text = NOTES.iter().fold(it.text.clone(), |text, note| text.replace(note, "note"));
            format!("{:?} {text}", it.diagnostic)
        };
        rejects.extend(segment.rejects.iter().map(reject));
        assert_eq!(segment.rejects_uncounted, 0);
    }
    (rows, rejects)
}

/// Reads a text both ways.
fn check(header: &str, rows: &[Vec<&str>], settings: &Settings, notes: &[usize]) {
    let alone = text_of(header, rows, &|_| NOTES[0]);
    let any = |index: usize| NOTES[notes[index % notes.len()] % NOTES.len()];
    let together = text_of(header, rows, &any);
    // How it is read is settled by one of them: a note may say what is text and what a number.
    let opened = open("calls.csv", &mut together.as_slice(), settings);
    let Some(plan) = opened.plans.first() else { return };
    let read = |text: &[u8]| read(plan, plan.data_offset, u64::MAX, true, &mut &text[..]);
    let ((expected, end), (found, found_end)) = (read(&alone), read(&together));
    assert_eq!(told(&found), told(&expected));
    assert_eq!(found_end, end);
}

/// A pick of each column's cells, mostly the first ones.
fn rows(
    columns: Vec<Vec<&'static str>>,
) -> impl Strategy<Value = (Vec<Vec<&'static str>>, Vec<usize>)> {
    let cell = |cells: Vec<&'static str>| {
        let usual = cells.len().min(3);
        prop_oneof![
            30 => prop::sample::select(cells[..usual].to_vec()),
            1 => prop::sample::select(cells),
        ]
    };
    let row: Vec<_> = columns.into_iter().map(cell).collect();
    (prop::collection::vec(row, 1..400), prop::collection::vec(0usize..3, 1..9))
}

const IDS: &[&str] = &[
    "0bee15c920a4812d9eb7be00",
    "Subtotal A1",
    "L-17",
    "5f0c4f3a-1b2c-4d5e-8f90-a1b2c3d4e5f6",
    "",
    "Total",
    " padded ",
    "NULL",
    "ñandú",
];

const TIMES: &[&str] = &[
    "2026-10-05 09:00:00",
    "2026-10-31T23:10:09Z",
    "2026-11-01 03:00:00",
    "",
    "\\N",
    "2026-11-01 01:30:00",
    "2026-03-08 02:30:00",
    "2026-10-05",
    "12 Mar 2026 10:11:12",
    "2026-10-05T09:00:00.125+02:00",
    "soon",
];

const MONTHS_FIRST: &[&str] = &[
    "03-15-2026 12:53:19 pm",
    "03-15-2026 1:23:18 pm",
    "03-02-2026 12:35:23 am",
    "",
    "15-03-2026 12:53:19 pm",
    "03/15/2026 9:05",
];

const EITHER: &[&str] = &[
    "03/04/2026 10:00",
    "05/05/2026 10:00",
    "04/03/2026 09:00",
    "13/04/2026 10:00",
    "13/04/2026 23:59:59",
    "",
];

const NUMBERS: &[&str] = &[
    "1",
    "2",
    "0.50",
    "",
    " 3 ",
    "\"1,234.5\"",
    "-7",
    "1.000",
    "123456789012345678901234",
    "$5",
    "x",
    "99999999999999999999999999999.1",
];

const TEXTS: &[&str] =
    &["voice", "web", "IVR", "", "\\N", "año", "\"a b\"", "  ", "Total", "Gesamt"];

fn settings(time_zone: &str) -> Settings {
    Settings { time_zone: time_zone.to_owned(), ..Settings::default() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn of_billing_sessions((rows, notes) in rows(vec![
        TEXTS.to_vec(), TEXTS.to_vec(), IDS.to_vec(), MONTHS_FIRST.to_vec(), MONTHS_FIRST.to_vec(),
        IDS.to_vec(), MONTHS_FIRST.to_vec(), MONTHS_FIRST.to_vec(),
    ])) {
        let header = "botId,channel,conversationSessionId,conversationSessionStartDateTime,\
            conversationSessionEndDateTime,billingSessionId,billingSessionStartDateTime,\
            billingSessionEndDateTime";
        check(header, &rows, &settings(""), &notes);
    }

    #[test]
    fn of_bills((rows, notes) in rows(vec![
        IDS.to_vec(), IDS.to_vec(), TEXTS.to_vec(), TIMES.to_vec(), NUMBERS.to_vec(),
        NUMBERS.to_vec(), NUMBERS.to_vec(), vec!["USD", "EUR", "", "usd", "U5D"], vec!["usage", "", "tax"],
    ])) {
        let header = "line_id,billing_session_id,service,start,quantity,unit_price,amount,currency,category";
        check(header, &rows, &settings("America/New_York"), &notes);
        check(&header.replace("quantity", "minutes"), &rows, &settings("UTC"), &notes);
    }

    #[test]
    fn of_periods((rows, notes) in rows(vec![
        IDS.to_vec(), TEXTS.to_vec(), EITHER.to_vec(), EITHER.to_vec(), NUMBERS.to_vec(),
        NUMBERS.to_vec(),
    ])) {
        let header = "line_id,description,period_start,period_end,quantity,amount";
        check(header, &rows, &settings("UTC"), &notes);
    }

    #[test]
    fn of_calls((rows, notes) in rows(vec![
        IDS.to_vec(), TIMES.to_vec(), TIMES.to_vec(),
        vec!["60", "5:00", "0", "", "PT5M3S", "1.5", "x", "-4"], TEXTS.to_vec(),
    ])) {
        let header = "call_id,start,end,duration,channel";
        check(header, &rows, &settings("America/New_York"), &notes);
        let given = Settings { service: "Calls".to_owned(), account: "A-1".to_owned(), ..settings("") };
        check(header, &rows, &given, &notes);
    }

    #[test]
    fn of_calls_without_a_start((rows, notes) in rows(vec![
        IDS.to_vec(), TIMES.to_vec(), vec!["60", "5:00", "0", ""], TEXTS.to_vec(),
    ])) {
        check("call_id,end,duration,channel", &rows, &settings("UTC"), &notes);
    }
}
