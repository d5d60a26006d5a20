//! What is unpacked by one worker and read by another is what a single one reads, whatever the size
//! of the pieces that go between them, and even if the archive is broken.

use crate::readers::parts::{Drip, Read, rows_of, text_of};
use crate::readers::render::{open, read};
use proptest::prelude::*;
use std::io::{Cursor, Write as _};
use trueup::dataset::Segment;
use trueup::engine::forms::Settings;
use trueup::engine::reader::streamed::Streamed;
use trueup::engine::reader::unpacking::{Arriving, Unpacking, refused};
use trueup::engine::tasks::{Bulk, Said, Work};
use trueup::layout::plan::{decode, encode};
use trueup::layout::{PartEnd, Plan};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn zipped(text: &[u8]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("calls.csv", SimpleFileOptions::default()).unwrap();
    writer.write_all(text).unwrap();
    writer.finish().unwrap().into_inner()
}

/// A gzip of two streams, as programs make it that pack side by side.
fn gzipped(text: &[u8]) -> Vec<u8> {
    let (one, other) = text.split_at(text.len() / 3);
    let pack = |text: &[u8]| {
        let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        writer.write_all(text).unwrap();
        writer.finish().unwrap()
    };
    [pack(one), pack(other)].concat()
}

fn shown(segments: &[Segment], end: &PartEnd) -> (Read, String) {
    let mut rows = Read::default();
    rows_of(segments, 0, &mut rows);
    (rows, format!("{}..{} {} {:?}", end.first, end.end, end.lines, end.failure))
}

/// Reads as two workers do: one unpacks, the other takes so many bytes at a time.
fn by_two(plan: &Plan, bytes: &[u8], most: usize) -> (Read, String) {
    let (from, until, entry) = (plan.data_offset, u64::MAX, plan.entry);
    let plan = encode(plan);
    let work = Work::Read { plan, entry, from, until, exact: true, bulk: Bulk::ForTwo };
    let mut segments = Vec::new();
    let streamed = Streamed::of(&work).unwrap();
    assert!(streamed.is_packed());
    let mut telling = |said| match said {
        Said::Segment(segment) => segments.push(*segment),
        other => assert!(matches!(other, Said::Progress(_)), "{other:?}"),
    };
    let mut doing = streamed.begin(bytes.len() as u64, &mut telling).unwrap();
    let mut blob = bytes;
    let failure = match Unpacking::begin(&work, &mut blob) {
        Err(why) => Some(refused(*why)),
        Ok(mut unpacking) => {
            let mut arriving = Arriving::new(doing.begin());
            loop {
                let (piece, ended) = unpacking.next_piece();
                for mut part in piece.chunks(most) {
                    while !part.is_empty() {
                        let room = doing.room();
                        let n = room.len().min(part.len());
                        room[..n].copy_from_slice(&part[..n]);
                        let n_read = arriving.note(&mut room[..n]);
                        doing.took(n_read);
                        part = &part[n..];
                        let _ = doing.go_on(false);
                    }
                }
                let Some(ended) = ended else { continue };
                let failure = arriving.end(ended).err();
                if failure.is_none() {
                    let _ = doing.go_on(true);
                }
                break failure;
            }
        }
    };
    let Said::Finished(end) = doing.finish(failure.as_ref()) else { panic!("not finished") };
    shown(&segments, &decode(&end).unwrap())
}

fn check(packed: &[u8], most: usize) -> Result<(), TestCaseError> {
    let opened = open("calls", &mut &*packed, &Settings::default());
    for plan in &opened.plans {
        let alone = |most| {
            let mut blob = Drip { bytes: packed.to_vec(), most };
            let (segments, end) = read(plan, plan.data_offset, u64::MAX, true, &mut blob);
            shown(&segments, &end)
        };
        let whole = alone(usize::MAX);
        prop_assert_eq!(by_two(plan, packed, most), whole.clone(), "by pieces of {}", most);
        prop_assert_eq!(alone(most), whole, "by reads of {}", most);
    }
    Ok(())
}

#[test]
fn a_large_entry_is_the_same_by_two() {
    let rows: Vec<(u32, String)> = (0..60_000).map(|it| (it, format!("note {it}"))).collect();
    let text = text_of(&rows);
    assert!(text.len() > 2 << 20, "several pieces");
    for packed in [zipped(text.as_bytes()), gzipped(text.as_bytes())] {
        let plan = &open("calls", &mut &packed[..], &Settings::default()).plans[0];
        let ((rows, rejects), end) = by_two(plan, &packed, 70_001);
        assert_eq!((rows.len(), rejects.len()), (60_000, 0), "{end}");
        check(&packed, 300_007).unwrap();
        // Cut in the middle: whole rows before it are kept, and it is told.
        let half = &packed[..packed.len() / 2];
        if let Some(plan) = open("calls", &mut &*half, &Settings::default()).plans.first() {
            let ((rows, _), end) = by_two(plan, half, 70_001);
            assert!(rows.len() > 10_000 && end.contains("TruncatedArchive"), "{end}");
            check(half, 300_007).unwrap();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn neither_pieces_nor_damage_make_a_difference(
        rows in prop::collection::vec((0u32..100_000, "[a-zñ ]{0,12}|\"[a-z,\n]{0,9}\""), 1..200),
        most in 1..5000_usize,
        is_zip in any::<bool>(),
        damage in prop::option::of((any::<prop::sample::Index>(), 1_u8.., any::<bool>())),
    ) {
        let text = text_of(&rows);
        let pack = if is_zip { zipped } else { gzipped };
        let mut packed = pack(text.as_bytes());
        if let Some((at, flip, cut)) = damage {
            // What stands behind the entry is of no concern here.
            let at = 30 + at.index(packed.len() - 30);
            if cut { packed.truncate(at) } else { packed[at] ^= flip }
        }
        check(&packed, most)?;
    }
}
