//! What must hold for every operation when the service answers as it should.

use querysmith::sts::Client;
use querysmith::validate::ValidationLevel;
use querysmith::{ErrorKind, Operation};

use crate::case::{Case, failure, success};
use crate::client::{client, config_for, error, outcome, send};
use crate::form;
use crate::server::{Answer, Server};

const LEVELS: [ValidationLevel; 3] = [
    ValidationLevel::Off,
    ValidationLevel::Standard,
    ValidationLevel::Strict,
];

pub(crate) async fn a_success_gives_every_member<C: Case>() {
    let output = outcome::<C>(Answer::Whole(success::<C>())).await.unwrap();
    C::check(&output);
    assert_eq!(C::request_id(&output), Some("from-body"));
}

pub(crate) async fn the_form_holds_every_member<C: Case>() {
    let server = Server::start([Answer::Whole(success::<C>())]).await;
    send(C::start(&client::<C>(&server)).fill()).await.unwrap();
    assert_eq!(form::decode(&server.request().body), full_form::<C>());
}

/// The table of this test has neither more nor fewer of them than the emitted operation.
pub(crate) async fn the_model_names_these_errors<C: Case>() {
    let emitted = C::Input::SPEC.errors.iter();
    let emitted: Vec<_> = emitted.map(|error| (error.code, error.status)).collect();
    let expected = C::MODELLED.iter().map(|error| (error.code, error.status));
    assert_eq!(emitted, expected.collect::<Vec<_>>());
}

pub(crate) async fn each_modelled_error_is_its_own_variant<C: Case>() {
    assert!(!C::MODELLED.is_empty(), "there is nothing to check");
    for modelled in C::MODELLED {
        let (code, status) = (modelled.code, modelled.status);
        let reply = failure(status, code, "Too &lt;bad&gt;");
        let error = error::<C>(Answer::Whole(reply)).await;
        for other in C::MODELLED {
            let is_it = other.code == code;
            assert_eq!((other.is)(&error), is_it, "{code}, is it {}?", other.code);
            let message = is_it.then_some(Some("Too <bad>"));
            assert_eq!((other.message)(&error), message, "{code}: {}", other.code);
        }
        assert!(!C::is_unhandled(&error), "{code}: {error:?}");
        assert_eq!(error.kind(), ErrorKind::Service, "{code}");
        assert_eq!(error.code(), Some(code));
        assert_eq!(error.message(), Some("Too <bad>"), "{code}");
        assert_eq!(error.status(), Some(status), "{code}");
        assert_eq!(error.request_id(), Some("from-body"), "{code}");
        assert_eq!(error.is_retryable(), modelled.retryable, "{code}");
        let start = format!(
            "{} failed: {code}: Too <bad> (HTTP {status}, request id from-body)",
            C::ACTION
        );
        assert!(error.to_string().starts_with(&start), "{code}: {error}");
    }
}

pub(crate) async fn no_error_is_modelled_and_every_code_is_unhandled<C: Case>() {
    assert!(C::MODELLED.is_empty(), "there are modelled errors");
    for (status, code) in [(403, "InvalidClientTokenId"), (400, "ValidationError")] {
        let error = error::<C>(Answer::Whole(failure(status, code, "No."))).await;
        assert!(C::is_unhandled(&error), "{code}: {error:?}");
        assert_eq!((error.code(), error.status()), (Some(code), Some(status)));
        assert_eq!(error.message(), Some("No."), "{code}");
        assert_eq!(error.request_id(), Some("from-body"), "{code}");
    }
}

pub(crate) async fn an_unmodelled_error_is_unhandled_and_tells_all_in_one_line<C: Case>() {
    let message = "User: arn:aws:iam::1:user/x is not\nauthorized";
    let reply = failure(403, "AccessDenied", message);
    let error = error::<C>(Answer::Whole(reply)).await;
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

/// A code decides within the operation's own errors only, and never by the name of the shape.
pub(crate) async fn an_error_that_another_operation_models_is_unhandled<C: Case>() {
    const CODES: [&str; 5] = [
        "InvalidAuthorizationMessageException",
        "SessionDurationEscalationException",
        "ExpiredTradeInTokenException",
        // Names of shapes, whose codes are others.
        "MalformedPolicyDocumentException",
        "IDPCommunicationErrorException",
    ];
    let own = |code: &str| C::MODELLED.iter().any(|modelled| modelled.code == code);
    for code in CODES.into_iter().filter(|&code| !own(code)) {
        let error = error::<C>(Answer::Whole(failure(400, code, "No."))).await;
        assert!(C::is_unhandled(&error), "{code}: {error:?}");
        assert_eq!(error.code(), Some(code));
    }
}

pub(crate) async fn missing_members_are_told_before_anything_is_sent<C: Case>() {
    let missing = |name: &&str| format!("{name}: missing, expected a value");
    let missing: Vec<_> = C::REQUIRED.iter().map(missing).collect();
    assert!(!missing.is_empty(), "there is nothing to check");
    for level in [ValidationLevel::Standard, ValidationLevel::Strict] {
        let server = Server::start([]).await;
        let config = config_for::<C>(&server).validation(level).build();
        let error = send(C::start(&Client::new(&config))).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Validation, "{level:?}");
        assert!(C::is_unhandled(&error), "{level:?}: {error:?}");
        let (action, missing) = (C::ACTION, missing.join("; "));
        assert_eq!(
            error.to_string(),
            format!("{action} failed: the input is not valid: {missing}"),
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
    assert_eq!(server.connections(), 0, "no request is sent for this");
}

pub(crate) async fn the_halves_without_a_socket_give_the_same<C: Case>() {
    let replies = [
        success::<C>(),
        failure(403, "RegionDisabledException", "Off."),
        failure(400, "AccessDenied", "No."),
    ];
    for reply in replies {
        let server = Server::start([Answer::Whole(reply.clone())]).await;
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
    let server = Server::start([Answer::Whole(success::<C>())]).await;
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
