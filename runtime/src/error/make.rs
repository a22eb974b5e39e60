//! Constructors of errors: one function for each way in which a call can fail.

use std::borrow::Borrow;
use std::sync::Arc;

use bytes::Bytes;

use super::redact::{without_secrets, without_secrets_if_cut};
use super::{BoxError, Error, ErrorKind, ErrorParts, Source, classify, help};
use crate::protocol::envelope::{Envelope, ErrorMembers, Message};
use crate::protocol::validate::Violations;
use crate::signing::sigv4::SigningError;
use crate::spec::endpoint::EndpointError;
use crate::spec::{OperationSpec, RetryHint};
use crate::transport::{TransportError, TransportErrorKind};
use crate::value::metadata::{CallHistory, ResponseMetadata};

/// The maximum part of an error response's body that is kept, in bytes.
const MAX_BODY_KEPT: usize = 16 * 1024;

impl Error {
    /// Converts this error to that of a call of `operation`.
    pub(crate) fn in_call_of(&self, operation: &'static str) -> Self {
        Self::new(ErrorParts {
            operation: Some(operation),
            ..self.parts().clone()
        })
    }

    /// The input violates constraints; `message` lists all violations.
    pub(crate) fn validation(
        operation: Option<&'static str>,
        message: String,
        source: impl std::error::Error + Send + Sync + 'static,
    ) -> Self {
        Self::new(ErrorParts {
            message: Some(message),
            source: Some(Arc::new(source)),
            ..ErrorParts::of_kind(ErrorKind::Validation, operation)
        })
    }

    /// The input of a call violates constraints.
    pub(crate) fn violations(operation: &'static str, violations: Violations) -> Self {
        Self::new(ErrorParts {
            message: Some(violations.to_string()),
            help: Some(help::VALIDATION),
            source: Some(Arc::new(violations)),
            ..ErrorParts::of_kind(ErrorKind::Validation, Some(operation))
        })
    }

    /// The host label member `label` is missing or not a valid host label.
    pub(crate) fn host_label(operation: &'static str, label: &str) -> Self {
        let message = format!(
            "{label}: missing or not a valid host label, expected 1 to 63 ASCII letters, digits and hyphens"
        );
        Self::new(ErrorParts {
            message: Some(message),
            ..ErrorParts::of_kind(ErrorKind::Validation, Some(operation))
        })
    }

    /// A setting is missing or invalid; `message` names it and what was expected.
    pub(crate) fn configuration(operation: Option<&'static str>, message: String) -> Self {
        Self::new(ErrorParts {
            message: Some(message),
            ..ErrorParts::of_kind(ErrorKind::Configuration, operation)
        })
    }

    /// There is no region; `searched` lists the places where one was looked for.
    pub(crate) fn missing_region(operation: &'static str, searched: &[impl Borrow<str>]) -> Self {
        let mut help = help::MISSING_REGION;
        let mut places: Vec<&str> = Vec::with_capacity(searched.len());
        for place in searched {
            match place.borrow() {
                help::FILES_NOT_READ => help = help::MISSING_REGION_WITHOUT_FILES,
                help::PROFILE_NOT_READ => help = help::MISSING_REGION_WITHOUT_PROFILE,
                place => places.push(place),
            }
        }
        let searched = places.join(", ");
        Self::new(ErrorParts {
            message: Some(format!("no region is set; looked in {searched}")),
            help: Some(help),
            ..ErrorParts::of_kind(ErrorKind::Configuration, Some(operation))
        })
    }

    /// The service's endpoint rules returned an error.
    pub(crate) fn endpoint(
        operation: impl Into<Option<&'static str>>,
        source: EndpointError,
    ) -> Self {
        Self::new(ErrorParts {
            message: Some(source.to_string()),
            source: Some(Arc::new(source)),
            ..ErrorParts::of_kind(ErrorKind::Configuration, operation.into())
        })
    }

    /// The request cannot be signed.
    pub(crate) fn signing(
        operation: impl Into<Option<&'static str>>,
        source: SigningError,
    ) -> Self {
        Self::new(ErrorParts {
            message: Some(source.to_string()),
            source: Some(Arc::new(source)),
            ..ErrorParts::of_kind(ErrorKind::Configuration, operation.into())
        })
    }

    /// There are no credentials to sign with.
    pub(crate) fn credentials(
        operation: impl Into<Option<&'static str>>,
        source: impl std::error::Error + Send + Sync + 'static,
        is_missing: bool,
    ) -> Self {
        Self::new(ErrorParts {
            message: Some(source.to_string()),
            credentials_problem: true,
            help: is_missing.then_some(help::NO_CREDENTIALS),
            source: Some(Arc::new(source)),
            ..ErrorParts::of_kind(ErrorKind::Credentials, operation.into())
        })
    }

    /// The transport failed.
    pub(crate) fn transport(
        operation: impl Into<Option<&'static str>>,
        source: TransportError,
    ) -> Self {
        let kind = match source.kind() {
            TransportErrorKind::Timeout => ErrorKind::Timeout,
            _ => ErrorKind::Transport,
        };
        Self::new(ErrorParts {
            message: Some(source.to_string()),
            retry: classify::transport_retry_hint(source.kind()),
            source: Some(Arc::new(source)),
            ..ErrorParts::of_kind(kind, operation.into())
        })
    }

    /// A timeout of the driver elapsed. `source` is the error of the previous attempt, if any; its
    /// facts about credentials and throttling explain why the call took so long.
    pub(crate) fn timeout(operation: &'static str, message: String, source: Option<Self>) -> Self {
        let is_throttling = source.as_ref().is_some_and(Self::is_throttling);
        Self::new(ErrorParts {
            message: Some(message),
            retry: match is_throttling {
                true => RetryHint::Throttling,
                false => RetryHint::Yes,
            },
            credentials_problem: source.as_ref().is_some_and(Self::is_credentials_problem),
            source: source.map(|error| Arc::new(error) as Source),
            ..ErrorParts::of_kind(ErrorKind::Timeout, Some(operation))
        })
    }

    /// A successful response cannot be deserialized.
    pub(crate) fn response(
        operation: &'static str,
        message: String,
        metadata: ResponseMetadata,
        source: Option<Source>,
    ) -> Self {
        Self::new(ErrorParts {
            message: Some(message),
            metadata: Some(metadata),
            source,
            ..ErrorParts::of_kind(ErrorKind::Response, Some(operation))
        })
    }

    /// A page has the same next token as an earlier one.
    pub(crate) fn repeated_token(operation: &'static str) -> Self {
        let message = "the pagination token repeats that of an earlier page";
        Self::new(ErrorParts {
            message: Some(message.to_owned()),
            help: Some(help::REPEATED_TOKEN),
            ..ErrorParts::of_kind(ErrorKind::Response, Some(operation))
        })
    }

    /// A waiter stopped; `message` names it. `source` is the error of its last call, if that
    /// failed.
    pub(crate) fn waiter(kind: ErrorKind, message: String, source: Option<Self>) -> Self {
        Self::new(ErrorParts {
            message: Some(message),
            source: source.map(|error| Arc::new(error) as Source),
            ..ErrorParts::of_kind(kind, None)
        })
    }

    /// The service returned an error response.
    pub(crate) fn service(
        spec: &'static OperationSpec,
        envelope: Envelope,
        metadata: ResponseMetadata,
        body: &Bytes,
    ) -> Self {
        let code = envelope.code;
        Self::new(ErrorParts {
            retry: classify::retry_hint(code.as_deref(), Some(metadata.status()), spec.errors),
            credentials_problem: code
                .as_deref()
                .is_some_and(|code| classify::is_credentials_problem(code, spec.auth)),
            help: code
                .as_deref()
                .and_then(|code| help::for_code(code, Some(spec.auth))),
            code,
            message: envelope.message.map(displayed_message),
            metadata: Some(metadata),
            body: first_part(body),
            ..ErrorParts::of_kind(ErrorKind::Service, Some(spec.name))
        })
    }

    /// A hook of an interceptor failed.
    pub(crate) fn interceptor(
        operation: &'static str,
        point: &'static str,
        source: BoxError,
    ) -> Self {
        Self::new(ErrorParts {
            message: Some(format!("an interceptor failed in {point}: {source}")),
            source: Some(source.into()),
            ..ErrorParts::of_kind(ErrorKind::Interceptor, Some(operation))
        })
    }

    /// Adds the failed refresh that the provider of expired credentials reports, in a note and as
    /// the source.
    pub(crate) fn with_refresh_failure(mut self, note: String, source: Source) -> Self {
        let inner = Arc::make_mut(&mut self.0);
        inner.note = Some(note);
        inner.source = Some(source);
        self
    }

    /// Adds the members of a modeled error, which were read when the response was parsed.
    pub(crate) fn with_members(mut self, members: Option<ErrorMembers>) -> Self {
        if members.is_some() {
            Arc::make_mut(&mut self.0).members = members;
        }
        self
    }

    /// Sets the metadata of the response.
    pub(crate) fn with_metadata(mut self, metadata: ResponseMetadata) -> Self {
        Arc::make_mut(&mut self.0).metadata = Some(metadata);
        self
    }

    /// Adds the history of the call. The metadata of a response is kept.
    pub(crate) fn with_history(mut self, history: CallHistory) -> Self {
        let inner = Arc::make_mut(&mut self.0);
        inner.metadata = Some(
            inner
                .metadata
                .take()
                .unwrap_or_default()
                .with_history(history),
        );
        self
    }

    pub(crate) fn new(parts: ErrorParts) -> Self {
        Self(Arc::new(parts))
    }
}

impl ErrorParts {
    /// An error of this kind without further facts.
    pub fn of_kind(kind: ErrorKind, operation: Option<&'static str>) -> Self {
        Self {
            kind,
            operation,
            code: None,
            message: None,
            metadata: None,
            body: Bytes::new(),
            retry: RetryHint::No,
            credentials_problem: false,
            help: None,
            note: None,
            source: None,
            members: None,
        }
    }
}

/// The message of a service as errors show it.
fn displayed_message(Message { text, is_cut }: Message) -> String {
    match is_cut {
        true => format!("{} ... (cut off)", without_secrets_if_cut(&text)),
        false => without_secrets(&text).into_owned(),
    }
}

/// The beginning of the body, copied if the body is longer, so that an error does not keep
/// megabytes alive.
pub(crate) fn first_part(body: &Bytes) -> Bytes {
    match body.get(..MAX_BODY_KEPT) {
        Some(first) => Bytes::copy_from_slice(first),
        None => body.clone(),
    }
}
