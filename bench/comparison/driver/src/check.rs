//! Compares what a client sends and reads with what is expected.

use crate::call::{ACCEPTED, AssumeRole, REFUSED};
use crate::response::{ERROR_CODE, Response, expected_session};
use crate::{Failure, Outcome, StsClient, measure};

/// Checks a client against the strict stub, which checks the requests: an accepted and a refused call
/// over a connection and, if the client supports it, in memory.
///
/// # Errors
///
/// The first difference.
pub fn check<C: StsClient>(endpoint: &str) -> Result<(), Failure> {
    let runtime = measure::runtime().map_err(Failure::because)?;
    runtime.block_on(async {
        let client = C::connect(endpoint)?;
        for call in [&ACCEPTED, &REFUSED] {
            check_call(&client, call).await?;
            // The first call after the refused one, on a connection that was used before.
            check_call(&client, &ACCEPTED).await?;
        }
        for call in [&ACCEPTED, &REFUSED] {
            if let Ok(client) = C::in_memory(Response::to(call)) {
                check_call(&client, call).await?;
            }
        }
        Ok(())
    })
}

async fn check_call<C: StsClient>(client: &C, call: &'static AssumeRole) -> Result<(), Failure> {
    let expected = Response::to(call);
    match client.assume_role(call).await {
        Ok(Outcome::Parsed(session)) if call == &ACCEPTED && session == expected_session() => {
            Ok(())
        }
        Ok(Outcome::Unparsed { status, body })
            if status == expected.status && body == expected.body =>
        {
            Ok(())
        }
        Err(failure) if call == &REFUSED && failure.code.as_deref() == Some(ERROR_CODE) => Ok(()),
        Err(failure) => Err(failure),
        Ok(other) => Err(Failure::because(format_args!(
            "{}: expected {expected:?}, found {other:?}",
            call.role_arn
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A client that returns a response without reading it or the request.
    #[derive(Clone)]
    struct Fake(fn(&AssumeRole) -> Result<Outcome, Failure>);

    impl Fake {
        fn check(outcome: fn(&AssumeRole) -> Result<Outcome, Failure>) -> Result<(), Failure> {
            let runtime = measure::runtime().expect("a runtime");
            let calls = [&ACCEPTED, &REFUSED];
            runtime.block_on(async {
                for call in calls {
                    check_call(&Self(outcome), call).await?;
                }
                Ok(())
            })
        }
    }

    impl StsClient for Fake {
        fn connect(_: &str) -> Result<Self, Failure> {
            Err("only in memory".into())
        }

        async fn assume_role(&self, call: &'static AssumeRole) -> Result<Outcome, Failure> {
            self.0(call)
        }
    }

    fn unparsed(call: &AssumeRole) -> Outcome {
        let Response { status, body, .. } = Response::to(call);
        Outcome::Unparsed { status, body }
    }

    fn refused(call: &AssumeRole, code: &str) -> Option<Failure> {
        (call == &REFUSED).then(|| Failure {
            code: Some(code.into()),
            message: String::new(),
        })
    }

    #[test]
    fn the_expected_values_and_the_expected_bytes_pass() {
        Fake::check(|call| Ok(unparsed(call))).expect("the complete responses");
        Fake::check(|call| match refused(call, ERROR_CODE) {
            Some(failure) => Err(failure),
            None => Ok(Outcome::Parsed(expected_session())),
        })
        .expect("the values");
    }

    #[test]
    fn a_truncated_body_a_wrong_value_and_another_error_fail() {
        let truncated = Fake::check(|_| {
            let Response { status, body, .. } = Response::to(&ACCEPTED);
            let body = body.slice(1..);
            Ok(Outcome::Unparsed { status, body })
        });
        assert!(truncated.is_err());
        let wrong = Fake::check(|_| {
            let mut session = expected_session();
            session.expiration += 1;
            Ok(Outcome::Parsed(session))
        });
        assert!(wrong.is_err());
        let other = Fake::check(|call| match refused(call, "AccessDenied") {
            Some(failure) => Err(failure),
            None => Ok(unparsed(call)),
        });
        assert_eq!(
            other.expect_err("another error").code.as_deref(),
            Some("AccessDenied")
        );
    }

    #[test]
    fn an_accepted_call_that_should_be_refused_fails() {
        assert!(Fake::check(|_| Ok(unparsed(&ACCEPTED))).is_err());
    }
}
