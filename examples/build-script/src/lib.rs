//! The SDK of a service as a module of a crate: `build.rs` generates it from `model/`, and one line
//! includes it.

include!(concat!(env!("OUT_DIR"), "/pinboard.rs"));

use pinboard::Client;
use pinboard::operation::pin_note::PinNoteError;
use pinboard::types::Colour;

/// Pins a yellow note, and answers its id.
///
/// # Errors
///
/// Whatever the call fails with; [`PinNoteError::BoardFull`] where there is no place for it.
pub async fn remember(client: &Client, text: &str) -> Result<Option<String>, PinNoteError> {
    let call = client.pin_note().text(text).colour(Colour::Yellow);
    let note = call.send().await?.note;
    Ok(note.and_then(|note| note.id))
}
