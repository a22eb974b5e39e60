//! The SDK of a service as a module of a crate: `build.rs` generates it from `model/`, and the
//! `include!` below adds it to the crate.

include!(concat!(env!("OUT_DIR"), "/pinboard.rs"));

use pinboard::Client;
use pinboard::operation::pin_note::PinNoteError;
use pinboard::types::Color;

/// Pins a yellow note and returns its id.
///
/// # Errors
///
/// The error of the call; [`PinNoteError::BoardFull`] if the board has no room for the note.
pub async fn remember(client: &Client, text: &str) -> Result<Option<String>, PinNoteError> {
    let call = client.pin_note().text(text).color(Color::Yellow);
    let note = call.send().await?.note;
    Ok(note.and_then(|note| note.id))
}
