//! Zips as another program writes them, whole and damaged.

use proptest::prelude::*;
use std::io::{Cursor, Write as _};
use trueup::intake::{Entry, entries, open};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

#[derive(Debug, Clone)]
struct File {
    name: String,
    text: Vec<u8>,
    method: CompressionMethod,
    large: bool,
}

fn file() -> impl Strategy<Value = File> {
    let method = prop_oneof![Just(CompressionMethod::Stored), Just(CompressionMethod::Deflated)];
    let text = prop::collection::vec(prop_oneof![Just(b'a'), any::<u8>()], 0..3000);
    ("[a-zñ€ ]{1,9}", text, method, any::<bool>()).prop_map(|(name, text, method, large)| File {
        name,
        text,
        method,
        large,
    })
}

fn archive(files: &[File], comment: &str) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (number, file) in files.iter().enumerate() {
        // A large file's sizes are told in 64 bits.
        let options =
            SimpleFileOptions::default().compression_method(file.method).large_file(file.large);
        writer.start_file(format!("{number}/{}.csv", file.name), options).unwrap();
        writer.write_all(&file.text).unwrap();
    }
    writer.set_comment(comment).unwrap();
    writer.finish().unwrap().into_inner()
}

/// An entry's bytes, or that something is wrong with it.
fn unpacked(bytes: &[u8], entry: &Entry) -> Result<Vec<u8>, String> {
    let mut text = Vec::new();
    match open(&mut &*bytes, entry, 0).map(|mut it| it.read_to_end(&mut text)) {
        Ok(Ok(_)) => Ok(text),
        Ok(Err(error)) => Err(error.to_string()),
        Err(diagnostic) => Err(format!("{diagnostic:?}")),
    }
}

proptest! {
    #[test]
    fn what_was_packed_is_unpacked(
        files in prop::collection::vec(file(), 1..5),
        comment in "[ -~]{0,30}",
    ) {
        let bytes = archive(&files, &comment);
        let found = entries(&mut bytes.as_slice()).unwrap();
        prop_assert_eq!(found.len(), files.len());
        for (number, (entry, file)) in found.iter().zip(&files).enumerate() {
            prop_assert_eq!(&entry.name, &format!("{number}/{}.csv", file.name));
            prop_assert_eq!(unpacked(&bytes, entry), Ok(file.text.clone()));
        }
    }

    #[test]
    fn damage_is_told_and_never_read_as_another_text(
        files in prop::collection::vec(file(), 1..4),
        at in any::<prop::sample::Index>(),
        flip in 1_u8..,
        cut in any::<bool>(),
    ) {
        let whole = archive(&files, "");
        let mut bytes = whole.clone();
        let at = at.index(bytes.len() - 4) + 4;
        if cut { bytes.truncate(at) } else { bytes[at] ^= flip }
        let Ok(found) = entries(&mut bytes.as_slice()) else { return Ok(()) };
        for entry in &found {
            // A flip may hit a name, or what nobody reads; a text is as it was or refused.
            if let Ok(text) = unpacked(&bytes, entry) {
                prop_assert!(files.iter().any(|it| it.text == text));
            }
        }
    }
}

#[test]
fn names_without_a_mark_are_of_the_old_code_page() {
    let mut bytes = archive(
        &[File {
            name: "n".to_owned(),
            text: b"a;b".to_vec(),
            method: CompressionMethod::Stored,
            large: false,
        }],
        "",
    );
    // `0/n.csv` becomes `0/ñ.csv` of code page 437.
    let last = bytes.windows(7).rposition(|it| it == b"0/n.csv").unwrap();
    bytes[last + 2] = 0xa4;
    assert_eq!(entries(&mut bytes.as_slice()).unwrap()[0].name, "0/ñ.csv");
}

/// An archive of stored files with these names and texts.
fn stored(files: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, text) in files {
        writer.start_file(*name, options).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn a_name_told_again_is_a_later_state_of_the_same_file() {
    let mut bytes = stored(&[("a.csv", "1"), ("b.csv", "2"), ("c.csv", "3")]);
    for at in 0..bytes.len() - 5 {
        if &bytes[at..at + 5] == b"c.csv" {
            bytes[at] = b'a';
        }
    }
    let found = entries(&mut bytes.as_slice()).unwrap();
    let names: Vec<_> = found.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["a.csv", "b.csv"]);
    assert_eq!(unpacked(&bytes, &found[0]), Ok(b"3".to_vec()));
}

#[test]
fn what_looks_like_the_end_of_an_archive_and_is_not_does_not_matter() {
    let whole = stored(&[("a.csv", "1;2")]);
    let before =
        [b"PK\x03\x04 what a program may put before an archive", whole.as_slice()].concat();
    let behind = [whole.as_slice(), b"PK\x05\x06", &[0xff; 40]].concat();
    for bytes in [before, behind] {
        let found = entries(&mut bytes.as_slice()).unwrap();
        assert_eq!(unpacked(&bytes, &found[0]), Ok(b"1;2".to_vec()));
    }
}
