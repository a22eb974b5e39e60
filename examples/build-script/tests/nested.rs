//! A generated module may stand anywhere in a crate: it names nothing by its way from the root.

mod aws {
    pub(crate) mod services {
        include!(concat!(env!("OUT_DIR"), "/pinboard.rs"));
    }
}

use aws::services::pinboard;

#[test]
fn a_module_is_called_where_it_stands() {
    let input = pinboard::operation::pin_note::PinNoteInput::builder()
        .text("milk")
        .build();
    assert_eq!(input.text(), Some("milk"));
    assert_eq!(pinboard::API_VERSION, "2026-01-01");
}
