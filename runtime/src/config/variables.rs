//! Environment variables with one of a few values.

use crate::error::Error;
use crate::system::env::Env;

/// Reads a boolean variable; false if it is unset.
pub(super) fn boolean(env: &Env, name: &str) -> Result<bool, Error> {
    Ok(one_of(env, name, &["true", "false"])? == Some("true"))
}

/// Reads a variable whose value has to be one of `expected`, ignoring case.
pub(super) fn one_of(
    env: &Env,
    name: &str,
    expected: &[&'static str],
) -> Result<Option<&'static str>, Error> {
    let Some(found) = env.get(name) else {
        return Ok(None);
    };
    let matching = expected
        .iter()
        .find(|value| found.eq_ignore_ascii_case(value));
    match matching {
        Some(value) => Ok(Some(value)),
        None => {
            let expected = join_with_or(expected);
            Err(Error::configuration(
                None,
                format!("the environment variable {name} is {found:?}, expected {expected}"),
            ))
        }
    }
}

/// Formats a list as `a, b or c`.
fn join_with_or(values: &[&str]) -> String {
    match values {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}
