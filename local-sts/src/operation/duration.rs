//! The lifetimes of sessions, in seconds.

use crate::refusal::Refusal;

/// The maximum duration of a session of a role that a session of another role assumes.
const CHAINED: u32 = 3600;

/// The duration of a session of a role if the request has none.
const DEFAULT: u32 = 3600;

/// The duration of a session of a role with the maximum `max`.
pub(super) fn of_role(requested: Option<i32>, max: u32, is_chained: bool) -> Result<i64, Refusal> {
    let Some(requested) = requested else {
        return Ok(DEFAULT.into());
    };
    if is_chained && i64::from(requested) > CHAINED.into() {
        return Err(Refusal::validation(
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by \
             role chaining",
        ));
    }
    if i64::from(requested) > max.into() {
        let message =
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.";
        return Err(Refusal::validation(message).because(format!("the maximum is {max} s")));
    }
    Ok(requested.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(requested: i32, max: u32, is_chained: bool) -> Option<String> {
        of_role(Some(requested), max, is_chained)
            .err()
            .map(|refusal| refusal.message)
    }

    #[test]
    fn a_session_lasts_as_long_as_the_role_allows() {
        assert_eq!(of_role(None, 43_200, false), Ok(3600));
        assert_eq!(of_role(Some(43_200), 43_200, false), Ok(43_200));
        let found = message(3601, 3600, false).unwrap();
        assert!(found.contains("MaxSessionDuration"), "{found}");
    }

    #[test]
    fn a_chained_session_lasts_one_hour_at_most() {
        assert_eq!(of_role(Some(3600), 43_200, true), Ok(3600));
        let found = message(3601, 43_200, true).unwrap();
        assert!(found.contains("1 hour session limit"), "{found}");
    }
}
