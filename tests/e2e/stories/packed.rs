//! A large archive, on which two readers work: it is what the plain file is, and when one of them
//! dies or someone stops it, it can be read again.

use serde_json::json;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Write as _};
use std::time::{Duration, Instant};
use trueup_e2e::{Desk, Setup, files, wait};
use zip::write::SimpleFileOptions;

in_both!(two_readers_share_an_archive, Setup::default(), share_story);
in_both!(an_archive_of_many_files_is_one_source, Setup::default(), many_story);

/// So much that nobody is done with it before a finger is on the button.
const LARGE: u64 = 200_000_000;

const DRILL: &str = "dispatchEvent(new CustomEvent('trueup-drill', {detail: 'kill-reader'}))";

fn share_story(desk: &Desk) {
    let plain = desk.folder().join("sessions.csv");
    let packed = desk.folder().join("sessions.zip");
    files::write_large(&plain, LARGE);
    let mut zip = zip::ZipWriter::new(File::create(&packed).unwrap());
    let fast = SimpleFileOptions::default().compression_level(Some(1));
    zip.start_file("sessions.csv", fast).unwrap();
    io::copy(&mut File::open(&plain).unwrap(), &mut zip).unwrap();
    zip.finish().unwrap();

    desk.sources().give_and_wait(&[&plain]);
    let card = desk.sources().card("sessions.csv");
    let mut facts = card.facts();
    card.press("remove-source");

    desk.sources().give(&[&packed]);
    let card = desk.sources().card("sessions.zip");
    // A drill takes the one that unpacks.
    card.until("reading");
    wait::until("the reading to break off", || {
        desk.session.run(DRILL, &json!([]));
        (card.element().attribute("data-state")? == "failed").then_some(())
    });
    card.press("read-again");
    card.until("reading");
    card.press("stop-source");
    let asked = Instant::now();
    card.until("failed");
    assert!(asked.elapsed() < Duration::from_secs(5), "it took {:?}", asked.elapsed());
    assert!(card.text().contains("stopped"), "{}", card.text());
    card.press("read-again");
    card.until("ready");
    let mut of_packed = card.facts();
    // Only their sizes differ.
    for it in [&mut facts, &mut of_packed] {
        it.retain(|name, _| !name.contains("ize"));
    }
    assert!(!facts.is_empty());
    assert_eq!(of_packed, facts);
}

fn many_story(desk: &Desk) {
    let packed = desk.folder().join("days.zip");
    let mut zip = zip::ZipWriter::new(File::create(&packed).unwrap());
    for day in 0..300 {
        let mut text = "session id,start,seconds\n".to_owned();
        for call in 0..4 {
            let month = 1 + day / 28;
            let date = 1 + day % 28;
            writeln!(text, "s-{day}-{call},2026-{month:02}-{date:02}T10:0{call}:00Z,60").unwrap();
        }
        zip.start_file(format!("day-{day:03}.csv"), SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap();
    desk.sources().give_and_wait(&[&packed]);
    let card = desk.sources().card("days.zip");
    assert!(card.text().contains("300 files inside"), "{}", card.text());
    assert_eq!(card.facts()["Records"], "1,200");
}
