//! What one unpacks and another takes through a port.

use trueup::domain::forms::Settings;
use trueup::engine::reader;
use trueup::engine::tasks::{Bulk, Said, Task, Work};
use trueup::layout::Opened;
use trueup::layout::plan::{decode, encode};
use trueup::source::SourceId;
use trueup::worker::pipe::Pipe;
use trueup::worker::stream::Stream;
use wasm_bindgen_futures::spawn_local;
use wasm_bindgen_test::wasm_bindgen_test;

/// A gzip that packs nothing, so that it can be made here.
fn gzip(text: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    for block in text.chunks(60_000) {
        let size = u16::try_from(block.len()).unwrap();
        bytes.push(0);
        bytes.extend(size.to_le_bytes());
        bytes.extend((!size).to_le_bytes());
        bytes.extend(block);
    }
    bytes.extend([1, 0, 0, 255, 255]);
    bytes.extend(sum(text).to_le_bytes());
    bytes.extend(u32::try_from(text.len()).unwrap().to_le_bytes());
    bytes
}

fn sum(text: &[u8]) -> u32 {
    let mut sum = u32::MAX;
    for byte in text {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = (sum >> 1) ^ (0xedb8_8320 * (sum & 1));
        }
    }
    !sum
}

/// A zip with one entry, as it stands.
fn zip(text: &[u8], sum: u32) -> Vec<u8> {
    let name = b"calls.csv";
    let size = u32::try_from(text.len()).unwrap().to_le_bytes();
    // Version, flags, method, time, day, sum, both sizes, lengths of the name and of what is added.
    let facts = [
        [10, 0, 0, 0, 0, 0, 0, 0, 0x21, 0x5c].as_slice(),
        &sum.to_le_bytes(),
        &size,
        &size,
        &[9, 0, 0, 0],
    ]
    .concat();
    let mut bytes = [b"PK\x03\x04".as_slice(), &facts, name, text].concat();
    let directory = u32::try_from(bytes.len()).unwrap();
    bytes.extend([b"PK\x01\x02\x0a\0".as_slice(), &facts, &[0; 14], name].concat());
    let length = u32::try_from(bytes.len()).unwrap() - directory;
    bytes.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    bytes.extend(length.to_le_bytes());
    bytes.extend(directory.to_le_bytes());
    bytes.extend([0, 0]);
    bytes
}

fn reading(mut bytes: &[u8]) -> Task {
    let task = |work| Task { id: 7, source: SourceId(0), name: "calls.csv".to_owned(), work };
    let mut plan = None;
    reader::run(task(Work::Open(Settings::default())), &mut bytes, &mut |it| {
        let Said::Opened(opened) = it.said else { panic!("{it:?}") };
        plan = decode::<Opened>(&opened).unwrap().plans.pop();
    });
    let plan = plan.unwrap();
    let (from, until, entry) = (plan.data_offset, u64::MAX, plan.entry);
    let plan = encode(&plan);
    task(Work::Read { plan, entry, from, until, exact: true, bulk: Bulk::ForTwo })
}

/// What comes through, and why it broke off.
async fn taken(packed: &[u8]) -> (Vec<u8>, Option<String>) {
    let task = reading(packed);
    let channel = web_sys::MessageChannel::new().unwrap();
    let file = super::blob::file(packed);
    let (one, other) = (Pipe::new(channel.port1()), Pipe::new(channel.port2()));
    let Work::Read { from, .. } = task.work else { panic!("{task:?}") };
    spawn_local(async move { one.unpack(&task.work, file).await.unwrap() });
    let mut stream = Stream::unpacked(other, from);
    let (mut all, mut room) = (Vec::new(), vec![0; 300_007]);
    loop {
        match stream.read(&mut room).await {
            Ok(0) => return (all, None),
            Ok(n) => all.extend_from_slice(&room[..n]),
            Err(error) => return (all, Some(error.to_string())),
        }
    }
}

#[wasm_bindgen_test]
async fn every_byte_comes_through_once_and_a_break_is_told() {
    let head = "call_id,start,duration\n";
    let row = |row: u32| format!("c-{row},2026-10-05 09:00:00,{}\n", row % 977);
    let text = std::iter::once(head.to_owned()).chain((0..200_000).map(row)).collect::<String>();
    let data = &text.as_bytes()[head.len()..];
    assert!(data.len() > 6 << 20, "more than there are buffers");
    let mut packed = gzip(text.as_bytes());
    let (all, broken) = taken(&packed).await;
    assert!(all == data && broken.is_none(), "{} bytes, {broken:?}", all.len());

    let half = packed.len() / 2;
    let (all, broken) = taken(&packed[..half]).await;
    assert!(data.starts_with(&all) && all.len() > half - 100_000, "{} bytes", all.len());
    assert_eq!(broken.as_deref(), Some("truncated_archive"));

    // A sum that is wrong: a gzip's is looked at by the one that unpacks, a zip's by the other.
    let at = packed.len() - 6;
    packed[at] ^= 1;
    let right = sum(text.as_bytes());
    for (packed, says) in [
        (packed, Some("broken_archive")),
        (zip(text.as_bytes(), right ^ 1), Some("broken_archive")),
        (zip(text.as_bytes(), right), None),
    ] {
        let (all, broken) = taken(&packed).await;
        assert!(all == data, "{} bytes", all.len());
        assert_eq!(broken.as_deref(), says);
    }
}
