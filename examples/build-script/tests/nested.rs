//! A generated module can be nested anywhere in a crate: it contains no paths from the crate root.

mod aws {
    pub(crate) mod services {
        include!(concat!(env!("OUT_DIR"), "/pinboard.rs"));
    }
}

use aws::services::pinboard;

#[test]
fn a_nested_module_compiles_and_works() {
    let input = pinboard::operation::pin_note::PinNoteInput::builder()
        .text("milk")
        .build();
    assert_eq!(input.text(), Some("milk"));
    assert_eq!(pinboard::API_VERSION, "2026-01-01");
}
