//! The arguments of a client's program.

use std::ffi::OsString;

use lexopt::prelude::*;

pub(crate) const USAGE: &str = "\
usage: client-NAME [--endpoint URL] [--warm-up CALLS] COMMAND

commands that need --endpoint, the URL that the stub prints:
  check               compares the request and the response of an accepted and a refused call
  sequential N        makes N calls one after another
  concurrent N TASKS  makes N calls from TASKS tasks on one thread
commands without connections:
  in-memory N         makes N calls with a transport that returns a response from memory
  allocations N       counts the allocations of N such calls; client-NAME-allocations only
  create N            creates N clients";

/// A measurement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Check,
    Sequential { calls: u32 },
    Concurrent { calls: u32, tasks: u32 },
    InMemory { calls: u32 },
    Allocations { calls: u32 },
    Create { clients: u32 },
}

/// The arguments of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Arguments {
    pub(crate) command: Command,
    endpoint: Option<String>,
    warm_up: Option<u32>,
}

impl Arguments {
    /// The URL of the stub.
    pub(crate) fn endpoint(&self) -> Result<&str, String> {
        let endpoint = self.endpoint.as_deref();
        endpoint.ok_or_else(|| "expected --endpoint with the URL of the stub".into())
    }

    /// The number of calls before a measurement of `calls`. A tenth is enough for caches and
    /// connections; a fixed number lets two measurements differ by their measured calls only.
    pub(crate) fn warm_up(&self, calls: u32) -> u32 {
        self.warm_up.unwrap_or((calls / 10).clamp(1, 500))
    }
}

pub(crate) fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Arguments, String> {
    let (mut endpoint, mut warm_up, mut words) = (None, None, Vec::new());
    let mut parser = lexopt::Parser::from_args(arguments);
    let mut read = || -> Result<(), lexopt::Error> {
        while let Some(argument) = parser.next()? {
            match argument {
                Long("endpoint") => endpoint = Some(parser.value()?.string()?),
                Long("warm-up") => warm_up = Some(parser.value()?.parse()?),
                Value(word) => words.push(word.string()?),
                other => return Err(other.unexpected()),
            }
        }
        Ok(())
    };
    read().map_err(|error| error.to_string())?;
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let command = match words[..] {
        ["check"] => Command::Check,
        ["sequential", calls] => Command::Sequential {
            calls: number(calls)?,
        },
        ["concurrent", calls, tasks] => Command::Concurrent {
            calls: number(calls)?,
            tasks: number(tasks)?,
        },
        ["in-memory", calls] => Command::InMemory {
            calls: number(calls)?,
        },
        ["allocations", calls] => Command::Allocations {
            calls: number(calls)?,
        },
        ["create", clients] => Command::Create {
            clients: number(clients)?,
        },
        _ => return Err(USAGE.into()),
    };
    Ok(Arguments {
        command,
        endpoint,
        warm_up,
    })
}

/// A number of calls, tasks or clients.
fn number(text: &str) -> Result<u32, String> {
    match text.parse() {
        Ok(number) if number > 0 => Ok(number),
        _ => Err(format!("{text}: expected a number of at least 1")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Arguments, String> {
        parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn options_stand_before_or_after_the_command() {
        let arguments = parsed("--endpoint http://[::1]:1 concurrent 400 16 --warm-up 7");
        let arguments = arguments.expect("valid arguments");
        let (calls, tasks) = (400, 16);
        assert_eq!(arguments.command, Command::Concurrent { calls, tasks });
        assert_eq!(arguments.endpoint(), Ok("http://[::1]:1"));
        assert_eq!(arguments.warm_up(400), 7);
    }

    #[test]
    fn the_default_warm_up_is_a_tenth_and_at_most_500_calls() {
        let arguments = parsed("in-memory 5").expect("valid arguments");
        assert!(arguments.endpoint().is_err());
        assert_eq!(arguments.warm_up(5), 1);
        assert_eq!(arguments.warm_up(300), 30);
        assert_eq!(arguments.warm_up(1_000_000), 500);
    }

    #[test]
    fn other_commands_and_numbers_are_refused() {
        assert_eq!(parsed(""), Err(USAGE.into()));
        assert_eq!(parsed("sequential"), Err(USAGE.into()));
        assert_eq!(parsed("concurrent 1"), Err(USAGE.into()));
        let zero = parsed("in-memory 0");
        assert_eq!(zero, Err("0: expected a number of at least 1".into()));
        assert!(parsed("create --fast 1").is_err());
    }
}
