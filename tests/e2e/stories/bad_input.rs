//! Files that cannot be read are told in their place; the others stay usable.

use std::io::Write as _;
use std::path::PathBuf;
use trueup_e2e::files::{Month, Seeded};
use trueup_e2e::{Desk, Setup, wait};
use zip::write::SimpleFileOptions;

in_both!(each_is_told_in_its_place, Setup::default(), told_story);
in_both!(the_same_file_twice_is_told, Setup::default(), twice_story);
in_both!(a_text_that_cannot_be_read_any_more_is_told, Setup::default(), gone_story);
in_both!(rejected_rows_keep_their_place, Setup::default(), rejects_story);

fn told_story(desk: &Desk) {
    let mut seeded = Seeded::new(1);
    let noise: Vec<u8> = (0..5000).map(|_| u8::try_from(seeded.below(256)).unwrap()).collect();
    let zip = zipped("sessions.csv", &Month::new(9).usage);
    let bad: Vec<PathBuf> = vec![
        desk.write("empty.csv", ""),
        desk.write("noise.bin", noise),
        desk.write("cut.zip", &zip[..zip.len() / 2]),
        desk.write("header-only.csv", "id,start,end\r\n"),
        desk.write("words.txt", "Nothing here is a table.\r\nNot even this.\r\n"),
    ];
    for file in &bad {
        desk.sources().give(&[file]);
    }
    for name in ["empty.csv", "noise.bin", "cut.zip", "words.txt"] {
        let card = desk.sources().card(name);
        card.until("failed");
        let notice = card.element().find("[role=alert]").content();
        assert!(notice.len() > 30, "{name} is told in a sentence: {notice}");
        assert!(!notice.contains("panicked"), "{notice}");
        assert_eq!(card.group(), "unread", "{name} is not among what is compared");
    }
    assert_eq!(desk.sources().card("header-only.csv").group(), "unread");
    super::two_files::reconcile(desk, &Month::new(9));
    assert!(desk.result().is_proven());
}

fn twice_story(desk: &Desk) {
    let month = Month::new(10);
    let once = desk.write("sessions.csv", &month.usage);
    let again = desk.write("copy of sessions.csv", &month.usage);
    desk.sources().give_and_wait(&[&once]);
    desk.sources().give_and_wait(&[&again]);
    // Files are held against each other once everything else is done.
    wait::until("the repeat to be told", || {
        let findings = desk.sources().card("copy of sessions.csv").findings();
        findings.iter().any(|it| it == "same_file_twice").then_some(())
    });
    desk.sources().card("copy of sessions.csv").press("remove-source");
    super::two_files::reconcile(desk, &month);
}

fn rejects_story(desk: &Desk) {
    let month = Month::new(11);
    let usage = desk.write("sessions.csv", &month.usage);
    desk.sources().give_and_wait(&[&usage]);
    desk.sources().card("sessions.csv").press("show-rejects");
    let table = desk.session.by_testid("rejects");
    let row = table.find("tbody tr").content();
    // The unreadable row is the last one.
    let line = month.usage.lines().count();
    assert!(row.starts_with(&line.to_string()), "line {line}: {row}");
    assert!(row.contains("00000000000000000000dead"), "the row's own text: {row}");
}

fn gone_story(desk: &Desk) {
    let month = Month::new(12);
    super::two_files::reconcile(desk, &month);
    let result = desk.result();
    result.search(&month.overbilled);
    result.until_rows(1);
    std::fs::remove_file(desk.folder().join("files/sessions.csv")).unwrap();
    let content = result.open(0).content();
    assert!(content.contains("moved, changed or deleted since you added it"), "{content}");
    assert!(content.contains("sessions.csv, line"), "where it stood: {content}");
    let texts = result.evidence().texts();
    assert!(matches!(&*texts, [bill] if bill.contains(&month.overbilled)), "{texts:?}");
}

fn zipped(name: &str, text: &str) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file(name, SimpleFileOptions::default()).unwrap();
    zip.write_all(text.as_bytes()).unwrap();
    zip.finish().unwrap().into_inner()
}
