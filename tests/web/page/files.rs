//! Files as they come in.

use trueup::platform::files::{self, LocalFile};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{DataTransfer, DragEvent, DragEventInit, File, HtmlInputElement};

fn file(name: &str, text: &str) -> File {
    File::new_with_str_sequence(&js_sys::Array::of1(&text.into()), name).unwrap()
}

fn drop_of(files: &[File]) -> DragEvent {
    let data = DataTransfer::new().unwrap();
    for file in files {
        data.items().add_with_file(file).unwrap();
    }
    let init = DragEventInit::new();
    init.set_data_transfer(Some(&data));
    DragEvent::new_with_event_init_dict("drop", &init).unwrap()
}

fn shown(files: &[LocalFile]) -> Vec<(String, u64)> {
    files.iter().map(|it| (it.name().to_owned(), it.size())).collect()
}

#[wasm_bindgen_test]
async fn dropped_files_keep_their_order() {
    let event = drop_of(&[file("usage.csv", "id\n1\n"), file("bill.csv", "id\n")]);
    assert!(files::carries_files(&event));
    let dropped = files::dropped(&event).await;
    assert_eq!(shown(&dropped.files), [("usage.csv".to_owned(), 5), ("bill.csv".to_owned(), 3)]);
}

#[wasm_bindgen_test]
async fn a_drop_of_text_is_no_file() {
    let data = DataTransfer::new().unwrap();
    data.set_data("text/plain", "words").unwrap();
    let init = DragEventInit::new();
    init.set_data_transfer(Some(&data));
    let event = DragEvent::new_with_event_init_dict("drop", &init).unwrap();
    assert!(!files::carries_files(&event));
    assert!(files::dropped(&event).await.files.is_empty());
}

#[wasm_bindgen_test]
fn chosen_files_can_be_chosen_again() {
    let document = web_sys::window().unwrap().document().unwrap();
    let input: HtmlInputElement = document.create_element("input").unwrap().dyn_into().unwrap();
    input.set_type("file");
    let data = DataTransfer::new().unwrap();
    data.items().add_with_file(&file("usage.csv", "id\n")).unwrap();
    input.set_files(data.files().as_ref());
    assert_eq!(shown(&files::chosen(&input)), [("usage.csv".to_owned(), 3)]);
    assert_eq!(input.files().unwrap().length(), 0);
}

#[wasm_bindgen_test]
fn what_systems_leave_in_a_chosen_folder_is_not_taken() {
    let document = web_sys::window().unwrap().document().unwrap();
    let input: HtmlInputElement = document.create_element("input").unwrap().dyn_into().unwrap();
    input.set_type("file");
    let data = DataTransfer::new().unwrap();
    let in_folder = ["march/.DS_Store", "march/desktop.ini", "march/__MACOSX/a.csv", "march/a.csv"];
    // A file that was chosen by itself is meant, whatever it is called.
    for path in in_folder.into_iter().chain([".usage.csv"]) {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let file = file(name, "id\n");
        let said = if folder.is_empty() { "" } else { path };
        let property = js_sys::Object::new();
        js_sys::Reflect::set(&property, &"value".into(), &said.into()).unwrap();
        js_sys::Object::define_property(&file, &"webkitRelativePath".into(), &property);
        data.items().add_with_file(&file).unwrap();
    }
    input.set_files(data.files().as_ref());
    let taken = shown(&files::chosen(&input));
    assert_eq!(taken, [("march/a.csv".to_owned(), 3), (".usage.csv".to_owned(), 3)]);
}

#[wasm_bindgen_test]
fn pasted_text_becomes_a_file() {
    let data = DataTransfer::new().unwrap();
    data.set_data("text/plain", "id;price\n1;2\n").unwrap();
    let init = web_sys::ClipboardEventInit::new();
    init.set_clipboard_data(Some(&data));
    let event = web_sys::ClipboardEvent::new_with_event_init_dict("paste", &init).unwrap();
    let pasted = files::pasted(&event, "pasted.csv");
    assert_eq!(shown(&pasted), [("pasted.csv".to_owned(), 13)]);
}

#[wasm_bindgen_test]
async fn what_is_not_part_of_the_app_is_not_there() {
    assert!(files::own("no/such/sample.csv").await.is_none());
}
