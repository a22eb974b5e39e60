//! Checks for every operation with well-formed responses.

use querysmith::sts::Client;
use querysmith::validate::ValidationLevel;
use querysmith::{ErrorKind, Operation};

use crate::case::{Case, failure, success};
use crate::client::{client, config_for, error, outcome, send};
use crate::form;
use crate::server::{Behavior, Server};

const LEVELS: [ValidationLevel; 3] = [
    ValidationLevel::Off,
    ValidationLevel::Standard,
    ValidationLevel::Strict,
];

pub(crate) async fn every_member_of_the_output_is_parsed<C: Case>() {
    let output = outcome::<C>(Behavior::Complete(success::<C>()))
        .await
        .unwrap();
    C::check(&output);
    assert_eq!(C::request_id(&output), Some("from-body"));
}

pub(crate) async fn every_member_of_the_input_is_sent<C: Case>() {
    let server = Server::start([Behavior::Complete(success::<C>())]).await;
    send(C::start(&client::<C>(&server)).fill()).await.unwrap();
    assert_eq!(form::decode(&server.request().body), full_form::<C>());
}

/// The table of this test and the generated operation have the same errors.
pub(crate) async fn modeled_errors_match_the_table<C: Case>() {
    let generated = C::Input::SPEC.errors.iter();
    let generated: Vec<_> = generated.map(|error| (error.code, error.status)).collect();
    let expected = C::MODELED.iter().map(|error| (error.code, error.status));
    assert_eq!(generated, expected.collect::<Vec<_>>());
}

pub(crate) async fn each_modeled_error_has_its_own_variant<C: Case>() {
    assert!(
        !C::MODELED.is_empty(),
        "the operation has no modeled errors"
    );
    for modeled in C::MODELED {
        let (code, status) = (modeled.code, modeled.status);
        let reply = failure(status, code, "Too &lt;bad&gt;");
        let error = error::<C>(Behavior::Complete(reply)).await;
        for other in C::MODELED {
            let is_expected = other.code == code;
            assert_eq!((other.is)(&error), is_expected, "{code}: {}", other.code);
            let message = is_expected.then_some(Some("Too <bad>"));
            assert_eq!((other.message)(&error), message, "{code}: {}", other.code);
        }
        assert!(!C::is_unhandled(&error), "{code}: {error:?}");
        assert_eq!(error.kind(), ErrorKind::Service, "{code}");
        assert_eq!(error.code(), Some(code));
        assert_eq!(error.message(), Some("Too <bad>"), "{code}");
        assert_eq!(error.status(), Some(status), "{code}");
        assert_eq!(error.request_id(), Some("from-body"), "{code}");
        assert_eq!(error.is_retryable(), modeled.retryable, "{code}");
        let start = format!(
            "{} failed: {code}: Too <bad> (HTTP {status}, request id from-body)",
            C::ACTION
        );
        assert!(error.to_string().starts_with(&start), "{code}: {error}");
    }
}

pub(crate) async fn every_error_is_unhandled_if_none_is_modeled<C: Case>() {
    assert!(C::MODELED.is_empty(), "the operation has modeled errors");
    for (status, code) in [(403, "InvalidClientTokenId"), (400, "ValidationError")] {
        let error = error::<C>(Behavior::Complete(failure(status, code, "No."))).await;
        assert!(C::is_unhandled(&error), "{code}: {error:?}");
        assert_eq!((error.code(), error.status()), (Some(code), Some(status)));
        assert_eq!(error.message(), Some("No."), "{code}");
        assert_eq!(error.request_id(), Some("from-body"), "{code}");
    }
}

pub(crate) async fn an_unmodeled_error_is_unhandled_and_displayed_in_one_line<C: Case>() {
    let message = "User: arn:aws:iam::1:user/x is not\nauthorized";
    let reply = failure(403, "AccessDenied", message);
    let error = error::<C>(Behavior::Complete(reply)).await;
    assert!(C::is_unhandled(&error), "{error:?}");
    assert_eq!(error.kind(), ErrorKind::Service);
    assert_eq!(error.operation(), Some(C::ACTION));
    assert_eq!(error.code(), Some("AccessDenied"));
    assert_eq!(error.message(), Some(message));
    assert_eq!(error.status(), Some(403));
    assert_eq!(error.request_id(), Some("from-body"));
    assert!(!error.is_retryable() && !error.is_throttling());
    let text = error.to_string();
    let start = format!(
        "{} failed: AccessDenied: User: arn:aws:iam::1:user/x is not\\nauthorized \
         (HTTP 403, request id from-body)",
        C::ACTION
    );
    assert!(text.starts_with(&start), "{text}");
    assert!(!text.contains(char::is_control), "{text:?}");
}

/// A code matches only the operation's own errors, and never by the name of the shape.
pub(crate) async fn an_error_of_another_operation_is_unhandled<C: Case>() {
    const CODES: [&str; 5] = [
        "InvalidAuthorizationMessageException",
        "SessionDurationEscalationException",
        "ExpiredTradeInTokenException",
        // Names of shapes whose codes are different.
        "MalformedPolicyDocumentException",
        "IDPCommunicationErrorException",
    ];
    let own = |code: &str| C::MODELED.iter().any(|modeled| modeled.code == code);
    for code in CODES.into_iter().filter(|&code| !own(code)) {
        let error = error::<C>(Behavior::Complete(failure(400, code, "No."))).await;
        assert!(C::is_unhandled(&error), "{code}: {error:?}");
        assert_eq!(error.code(), Some(code));
    }
}

/// The note in errors about the setting that selects the checks.
pub(crate) const VALIDATION_HELP: &str = "the config's `validation` selects what is checked before a \
    call is sent: `ValidationLevel::Off`, `Standard` or `Strict`";

pub(crate) async fn missing_members_are_reported_before_anything_is_sent<C: Case>() {
    let missing = |name: &&str| format!("{name}: missing, expected a value");
    let missing: Vec<_> = C::REQUIRED.iter().map(missing).collect();
    assert!(!missing.is_empty(), "the operation has no required members");
    for level in [ValidationLevel::Standard, ValidationLevel::Strict] {
        let server = Server::start([]).await;
        let config = config_for::<C>(&server).validation(level).build();
        let error = send(C::start(&Client::new(&config))).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Validation, "{level:?}");
        assert!(C::is_unhandled(&error), "{level:?}: {error:?}");
        let (action, missing) = (C::ACTION, missing.join("; "));
        assert_eq!(
            error.to_string(),
            format!("{action} failed: the input is not valid: {missing}; {VALIDATION_HELP}"),
            "{level:?}"
        );
        assert_eq!(server.connections(), 0, "{level:?}");
    }
    bare_form_is_sent::<C>(ValidationLevel::Off).await;
}

pub(crate) async fn no_member_is_required<C: Case>() {
    assert_eq!(C::REQUIRED, [""; 0]);
    for level in LEVELS {
        bare_form_is_sent::<C>(level).await;
    }
}

pub(crate) async fn a_full_input_is_valid_at_every_level<C: Case>() {
    let server = Server::start([]).await;
    for level in LEVELS {
        let config = config_for::<C>(&server).validation(level).build();
        let call = C::start(&Client::new(&config)).fill();
        let request = call.input().to_request(&config);
        assert!(request.is_ok(), "{level:?}: {request:?}");
    }
    assert_eq!(server.connections(), 0, "no request is sent");
}

pub(crate) async fn building_and_parsing_without_io_gives_the_same_result<C: Case>() {
    let replies = [
        success::<C>(),
        failure(403, "RegionDisabledException", "Off."),
        failure(400, "AccessDenied", "No."),
    ];
    for reply in replies {
        let server = Server::start([Behavior::Complete(reply.clone())]).await;
        let client = client::<C>(&server);
        let call = C::start(&client).fill();
        let input = call.input().clone();
        let outcome = send(call).await;

        let request = input.to_request(client.config()).unwrap();
        let sent = server.request();
        assert_eq!(request.method(), sent.method.as_str());
        assert_eq!(request.uri().path(), sent.target);
        assert_eq!(request.uri().authority().unwrap(), server.address());
        assert_eq!(request.body(), sent.body.as_bytes());
        for (name, value) in request.headers() {
            let value = value.to_str().unwrap();
            assert_eq!(sent.header(name.as_str()), Some(value), "{name}");
        }
        assert!(!request.headers().contains_key("authorization"));

        let parsed = C::Input::parse_response(&reply.response());
        assert_eq!(parsed, outcome, "status {}", reply.status);
    }
}

async fn bare_form_is_sent<C: Case>(level: ValidationLevel) {
    let server = Server::start([Behavior::Complete(success::<C>())]).await;
    let config = config_for::<C>(&server).validation(level).build();
    send(C::start(&Client::new(&config))).await.unwrap();
    let form = form::decode(&server.request().body);
    assert_eq!(form, full_form::<C>()[..2], "{level:?}");
}

fn full_form<C: Case>() -> Vec<(String, String)> {
    let start = [("Action", C::ACTION), ("Version", "2011-06-15")];
    let pairs = start.iter().chain(C::FORM);
    pairs
        .map(|(name, value)| (name.to_string(), value.to_string()))
        .collect()
}
