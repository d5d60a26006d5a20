//! Zips as another program writes them, whole and damaged.

use crate::readers::render::Held;
use proptest::prelude::*;
use std::io::{self, Cursor, Write as _};
use trueup::diagnostics::Code;
use trueup::engine::driver::Driver;
use trueup::engine::forms::Settings;
use trueup::intake::{Blob, Directory, Entry, entries, open};
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

/// Bytes of which an archive's directory is kept, and how many of them were read.
#[derive(Default)]
struct Keeping {
    bytes: Vec<u8>,
    directory: Option<Directory>,
    n_read: usize,
}

impl Blob for Keeping {
    fn size(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.bytes.as_slice().read_at(offset, buffer)?;
        self.n_read += n;
        Ok(n)
    }

    fn directory(&mut self) -> Option<&mut Option<Directory>> {
        Some(&mut self.directory)
    }
}

/// An entry's bytes, or that something is wrong with it.
fn unpacked(bytes: &[u8], entry: &Entry) -> Result<Vec<u8>, String> {
    unpacked_of(&mut &*bytes, entry)
}

fn unpacked_of(blob: &mut dyn Blob, entry: &Entry) -> Result<Vec<u8>, String> {
    let mut text = Vec::new();
    match open(blob, entry, 0).map(|mut it| it.read_to_end(&mut text)) {
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
    fn a_directory_that_is_kept_is_the_one_that_is_there(
        files in prop::collection::vec(file(), 1..5),
        others in prop::collection::vec(file(), 1..5),
        comment in "[ -~]{0,30}",
    ) {
        let mut blob = Keeping::default();
        // The second time the file has changed.
        for files in [files, others] {
            blob.bytes = archive(&files, &comment);
            let found = entries(&mut blob.bytes.as_slice()).unwrap();
            for entry in &found {
                // What a directory says that is gone does not lead to another text.
                if let Ok(text) = unpacked_of(&mut blob, entry) {
                    prop_assert!(files.iter().any(|it| it.text == text));
                }
            }
            blob.directory = None;
            for (entry, file) in found.iter().zip(&files) {
                prop_assert_eq!(unpacked_of(&mut blob, entry), Ok(file.text.clone()));
                prop_assert!(blob.directory.is_some());
            }
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

/// An archive in which each `?` of the names is an `a`, as no honest writer would have it.
fn of_one_name(files: &[(&str, &str)]) -> Vec<u8> {
    let numbered: Vec<String> =
        files.iter().zip('0'..).map(|(it, n)| it.0.replace('?', &n.to_string())).collect();
    let files: Vec<_> =
        numbered.iter().zip(files).map(|(name, it)| (name.as_str(), it.1)).collect();
    let mut bytes = stored(&files);
    for name in numbered {
        let Some(digit) = name.find(|it: char| it.is_ascii_digit()) else { continue };
        for at in 0..bytes.len() - name.len() {
            if &bytes[at..at + name.len()] == name.as_bytes() {
                bytes[at + digit] = b'a';
            }
        }
    }
    bytes
}

#[test]
fn entries_of_one_name_are_all_read_and_told_apart() {
    let bytes = of_one_name(&[
        ("x/y/?.csv", "1"),
        ("b.csv", "2"),
        ("x/y/?.csv", "3"),
        ("x/y/?.csv", "4"),
        ("x/?/.hidden", "5"),
        ("x/?/.hidden", "6"),
    ]);
    let found = entries(&mut bytes.as_slice()).unwrap();
    let names: Vec<_> = found.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["x/y/a.csv", "b.csv", "(2)/x/y/a.csv", "(3)/x/y/a.csv"]);
    let texts: Vec<_> = found.iter().map(|it| unpacked(&bytes, it).unwrap()).collect();
    assert_eq!(texts, [b"1", b"2", b"3", b"4"]);

    let of = |it| format!("call_id,start,duration\nc{it},2026-03-01 10:00:00,60\n");
    let bytes = of_one_name(&[("?.csv", &of(1)), ("?.csv", &of(2))]);
    let mut driver = Driver::default();
    let source = driver.import("two.zip", Box::new(Held(bytes)), Settings::default());
    let view = driver.view(source).unwrap();
    assert_eq!((view.rows, view.entries.concat()), (2, "a.csv(2)/a.csv".to_owned()));
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

/// The code that an archive is refused with.
fn refusal(bytes: &[u8]) -> Option<Code> {
    entries(&mut &*bytes).err().map(|it| it.code)
}

#[test]
fn entries_that_share_bytes_are_refused() {
    let mut bytes = stored(&[("a.csv", "1;2"), ("b.csv", "1;2"), ("c.csv", "1;2")]);
    assert_eq!(refusal(&bytes), None);
    // Where an entry begins stands 42 bytes behind the begin of what the directory says of it.
    let seconds = bytes.windows(4).enumerate().filter(|(_, it)| *it == b"PK\x01\x02");
    let second = seconds.map(|(at, _)| at).nth(1).unwrap();
    bytes[second + 42..second + 46].fill(0);
    assert_eq!(refusal(&bytes), Some(Code::BrokenArchive));
}

#[test]
fn entries_are_held_to_one_limit_together() {
    let pack = |n: usize| {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        for number in 0..n {
            writer.start_file(format!("{number}.csv"), options).unwrap();
            writer.write_all(&vec![b'0'; 20 << 20]).unwrap();
        }
        writer.finish().unwrap().into_inner()
    };
    assert_eq!(refusal(&pack(1)), None);
    assert_eq!(refusal(&pack(2)), Some(Code::ArchiveRatio));
}

#[test]
fn what_entries_leave_open_is_asked_once() {
    let text = "call_id,start,account\nc1,2026-10-05 09:00:00,a\n";
    let files = [("a.csv", text), ("b.csv", text)];
    let settings = Settings { layout: "bill-table".to_owned(), ..Settings::default() };
    let mut driver = Driver::default();
    let once = driver.import("a.csv", Box::new(Held(text.into())), settings.clone());
    let twice = driver.import("ab.zip", Box::new(Held(stored(&files))), settings);
    let asked = |it| driver.view(it).unwrap().questions.clone();
    assert!(!asked(once).is_empty());
    assert_eq!(asked(once), asked(twice));
}

#[test]
fn every_entry_is_read() {
    let texts: Vec<(String, String)> = (0..300)
        .map(|it| {
            let text = format!("call_id,start,duration\nc{it},2026-03-01 10:00:00,60\n");
            (format!("{it}.csv"), text)
        })
        .collect();
    let files: Vec<(&str, &str)> = texts.iter().map(|it| (it.0.as_str(), it.1.as_str())).collect();
    let mut driver = Driver::default();
    let source = driver.import("many.zip", Box::new(Held(stored(&files))), Settings::default());
    assert_eq!(driver.view(source).unwrap().rows, 300);
}

#[test]
fn a_directory_is_read_once_for_all_entries() {
    let names: Vec<String> = (0..1000).map(|it| format!("a folder/{it:060}.csv")).collect();
    let files: Vec<(&str, &str)> = names.iter().map(|it| (it.as_str(), "a;b")).collect();
    let mut blob = Keeping { bytes: stored(&files), ..Keeping::default() };
    for entry in entries(&mut blob).unwrap() {
        assert_eq!(unpacked_of(&mut blob, &entry), Ok(b"a;b".to_vec()));
    }
    assert!(blob.n_read < 4 * blob.bytes.len(), "{} of {}", blob.n_read, blob.bytes.len());
}

#[test]
fn what_systems_leave_behind_is_not_listed() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for name in [
        "march/.DS_Store",
        "march/Thumbs.db",
        "march/Desktop.ini",
        "march/usage.csv",
        "__MACOSX/march/._usage.csv",
        "march/__MACOSX/usage.csv",
        "march/._usage.csv",
        "usage.db",
    ] {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(b"id\n1\n").unwrap();
    }
    let bytes = writer.finish().unwrap().into_inner();
    let listed = entries(&mut &*bytes).unwrap();
    let names: Vec<_> = listed.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["march/usage.csv", "usage.db"]);
}
