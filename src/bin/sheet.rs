//! The worker that writes workbooks and reports and makes tables of workbooks, loaded when someone exports
//! or gives one.
//!
//! On anything but a browser it is empty, so that the whole package builds natively.

fn main() {
    #[cfg(target_arch = "wasm32")]
    trueup::worker::sheet::serve(
        trueup::export::sheet::write_encoded,
        trueup::workbook::as_archive,
    );
}
