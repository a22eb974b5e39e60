//! Secrets of all types are redacted in `Debug` output and in errors.

use querysmith_runtime::http::Response;
use querysmith_runtime::{Bytes, Credentials, DateTime, Operation};
use snapshot_redacted::operation::put_vault::{PutVaultError, PutVaultInput};
use snapshot_redacted::types::{Any, Content, Level, Shelf};
use snapshot_secrets::types::Login;

use crate::violations;

const SECRETS: [&str; 5] = ["4711", "Alice", "HIGH", "99", "0.25"];

fn vault() -> PutVaultInput {
    let shelf = Shelf::builder()
        .number(1)
        .pin(4711)
        .build()
        .expect("complete");
    PutVaultInput::builder()
        .name("bank")
        .pin(4711)
        .pins(4711)
        .by_owner("Alice", 4711)
        .level(Level::High)
        .content(Content::builder().gold(99).build())
        .any(Any::Pin(4711))
        .weight(0.25)
        .shelf(shelf)
        .build()
}

#[track_caller]
fn assert_hidden(text: &str) {
    for secret in SECRETS {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

#[test]
fn debug_redacts_secrets_of_all_types_at_all_depths() {
    let text = format!("{:?}", vault());
    assert_hidden(&text);
    assert!(
        text.contains("bank") && text.contains("pin: ** redacted **"),
        "{text}"
    );
    assert!(
        text.contains("Shelf { number: Some(1), pin: ** redacted ** }"),
        "{text}"
    );
    assert_hidden(&format!("{:?}", Shelf::builder().pin(4711)));
}

#[test]
fn a_violation_by_a_secret_shows_only_the_bounds() {
    let input = PutVaultInput::builder()
        .pin(99)
        .weight(0.25)
        .by_owner("Alice", 99)
        .build();
    let error = violations(&input);
    assert_hidden(&error.replace("9999", ""));
    assert!(
        error.contains("Pin: value out of range, expected 1000 to 9999"),
        "{error}"
    );
}

#[test]
fn an_error_redacts_its_secret_members() {
    let body = "<ErrorResponse><Error><Code>Burgled</Code><Message>gone</Message><Pin>4711</Pin>\
        <Place>bank</Place></Error></ErrorResponse>";
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = querysmith_runtime::http::StatusCode::BAD_REQUEST;
    let error = PutVaultInput::parse_response(&response).expect_err("an error");
    let PutVaultError::Burgled(burgled) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(
        (burgled.message(), burgled.pin(), burgled.place()),
        (Some("gone"), Some(4711), Some("bank"))
    );
    assert_hidden(&format!("{error:?}"));
}

fn login(secret: &str, expiration: DateTime) -> Login {
    Login::builder()
        .access_key_id("AKIAIOSFODNN7EXAMPLE")
        .secret_access_key(secret)
        .session_token("token")
        .expiration(expiration)
        .build()
        .expect("complete")
}

#[test]
fn credentials_of_a_response_become_those_of_a_client() {
    let expiration = DateTime::from_secs(4_000_000_000);
    let credentials = Credentials::try_from(login("secret", expiration)).expect("valid");
    assert_eq!(credentials.access_key_id(), "AKIAIOSFODNN7EXAMPLE");
    assert_eq!(&**credentials.secret_access_key(), "secret");
    assert_eq!(
        credentials.session_token().map(|token| &**token),
        Some("token")
    );
    assert_eq!(credentials.expires_at(), Some(expiration));
}

#[test]
fn values_that_stand_for_missing_members_are_no_credentials() {
    let expiration = DateTime::from_secs(4_000_000_000);
    let error = Credentials::try_from(login("", expiration)).expect_err("no secret");
    assert_eq!(
        error.message(),
        "the response: the secret access key is empty"
    );
    let epoch = DateTime::from_secs(0);
    let error = Credentials::try_from(login("secret", epoch)).expect_err("no expiration");
    assert_eq!(
        error.message(),
        "the response: the expiration is 1970 or earlier, or missing"
    );
}
