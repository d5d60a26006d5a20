//! The worker that writes workbooks, from the page's side.

use trueup::export::{Language, PackAs};
use trueup::platform::bytes::Bytes;
use trueup::worker::sheet::{NotWritten, write_from};
use wasm_bindgen_test::wasm_bindgen_test;

async fn written(url: &str) -> Result<Vec<u8>, NotWritten> {
    write_from(url, (PackAs::Workbook, Language::En), Bytes::copied(&[1, 2, 3]))
        .await
        .map(|it| it.to_vec())
}

#[wasm_bindgen_test]
async fn a_writer_that_is_not_there_is_told() {
    let result = written("/no_such_writer.js").await;
    // The runner's own loader has words for it; that of the page has none, and a story tells of that.
    assert!(matches!(result, Err(NotWritten::Failed(_))), "{result:?}");
}

#[wasm_bindgen_test]
async fn a_writer_that_fails_is_told() {
    let result = written("/page/scripted_worker.js?name=sheet&steps=throw").await;
    assert!(matches!(&result, Err(NotWritten::Failed(it)) if it.contains("script")), "{result:?}");
}
