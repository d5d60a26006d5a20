//! A file's bytes, read synchronously.

use trueup::engine::tasks::Blob as _;
use trueup::worker::blob::{FileBlob, refused};
use trueup::worker::link;
use trueup::worker::stream::Stream;
use wasm_bindgen_test::wasm_bindgen_test;

/// Bytes that tell their place, of a length that fits no piece.
fn bytes(count: u32) -> Vec<u8> {
    (0..count).map(|at| at.wrapping_mul(2_654_435_761).to_le_bytes()[3]).collect()
}

pub(crate) fn file(bytes: &[u8]) -> web_sys::Blob {
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    web_sys::Blob::new_with_u8_array_sequence(&parts).unwrap()
}

fn blob(bytes: &[u8]) -> FileBlob {
    FileBlob::new(file(bytes)).unwrap()
}

#[wasm_bindgen_test]
fn sequential_reading_gives_every_byte_once() {
    let expected = bytes(20_000_003);
    let mut blob = blob(&expected);
    assert_eq!(blob.size(), 20_000_003);
    for step in [70_001, 1_000_000, 16 << 20, 30_000_000] {
        let (mut read, mut buffer) = (Vec::new(), vec![0; step]);
        loop {
            let count = blob.read_at(read.len().try_into().unwrap(), &mut buffer).unwrap();
            read.extend_from_slice(&buffer[..count]);
            if count < step {
                break;
            }
        }
        assert!(read == expected, "with steps of {step}");
    }
}

#[wasm_bindgen_test]
fn any_place_can_be_read() {
    let expected = bytes(3_000_001);
    let mut blob = blob(&expected);
    let mut buffer = [0; 100];
    for offset in [2_999_901, 0, 65_535, 65_490, 1_500_000, 1_500_050, 65_536] {
        assert_eq!(blob.read_at(offset, &mut buffer).unwrap(), 100);
        let from = usize::try_from(offset).unwrap();
        assert_eq!(buffer, expected[from..from + 100], "at {offset}");
    }
}

#[wasm_bindgen_test]
fn the_end_is_short_and_then_empty() {
    let mut blob = blob(b"id\n1\n");
    let mut buffer = [0; 8];
    assert_eq!(blob.read_at(0, &mut buffer).unwrap(), 5);
    assert_eq!(blob.read_at(3, &mut buffer).unwrap(), 2);
    assert_eq!(blob.read_at(5, &mut buffer).unwrap(), 0);
    assert_eq!(blob.read_at(u64::MAX, &mut buffer).unwrap(), 0);
}

#[wasm_bindgen_test]
fn a_worker_knows_that_it_is_one() {
    assert!(link::scope().is_some());
}

#[wasm_bindgen_test]
async fn a_stream_gives_every_byte_once_from_any_place() {
    let expected = bytes(5_000_003);
    let file = file(&expected);
    for (from, step) in [(0, 1 << 20), (0, 7_777_777), (1_234_567, 300_007), (5_000_003, 10)] {
        let mut stream = Stream::of_file(&file, u64::try_from(from).unwrap()).unwrap();
        let (mut read, mut room) = (Vec::new(), vec![0; step]);
        loop {
            let count = stream.read(&mut room).await.unwrap();
            if count == 0 {
                break;
            }
            read.extend_from_slice(&room[..count]);
        }
        assert!(read == expected[from..], "from {from} in steps of {step}");
    }
}

#[wasm_bindgen_test]
async fn a_stream_can_be_left_early() {
    let file = file(&bytes(3_000_000));
    let mut stream = Stream::of_file(&file, 0).unwrap();
    assert!(stream.read(&mut [0; 10]).await.unwrap() == 10);
    drop(stream);
}

#[wasm_bindgen_test]
fn only_what_has_no_words_of_the_page_is_told_in_those_of_the_browser() {
    let said = |name: &str| {
        let error = web_sys::DomException::new_with_message_and_name("in English", name).unwrap();
        refused(&error).to_string()
    };
    for name in ["NotFoundError", "NotReadableError", "NotAllowedError", "SecurityError"] {
        assert_eq!(said(name), "", "{name}");
    }
    assert_eq!(said("QuotaExceededError"), "in English");
}
