//! Parses the command line.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;

use anyhow::{Context, bail};
use lexopt::{Arg, Parser, ValueExt};
use querysmith_local_sts::FaultRule;

pub(crate) const HELP: &str = "\
A local stand-in for AWS STS, for tests: it checks signatures, trust policies, session tokens, MFA
codes, OIDC tokens and SAML assertions as STS does. It is a test double, not AWS, and its accounts
and keys are fakes.

Usage: querysmith-local-sts [OPTIONS]

Options:
  --port PORT         Port to listen on; 0 for any free port [default: 4599]
  --address IP        Address to listen on [default: 127.0.0.1]
  --state FILE        JSON file with accounts, users, roles and identity providers
  --print-state       Print the state, by default that of a server without --state, and exit
  --web-identity-token SUBJECT
                      Print an OIDC token of the state's first provider, and exit
  --mfa-code USER     Print the serial number and the current code of an MFA device, and exit
  --log               Print one line per request: caller, operation, outcome, reason
  --fault RULE        Inject a fault: FAULT[:OPERATION][@PROBABILITY][*COUNT], where FAULT is
                      latency=200ms, throttling, 500, 503, clock=-3600s, cut or cut-body.
                      Example: --fault throttling:AssumeRole@0.1. Can be repeated
  --seed NUMBER       Seed of random faults, to repeat a run
  --session-key TEXT  Key of session tokens, so that they stay valid after a restart
  -h, --help          Print this help
  -V, --version       Print the version";

/// What the program does.
#[derive(Debug)]
pub(crate) enum Command {
    Help,
    Version,
    PrintState(Option<PathBuf>),
    /// Prints a token with this subject.
    WebIdentityToken(Option<PathBuf>, String),
    /// Prints the MFA code of this user.
    MfaCode(Option<PathBuf>, String),
    Serve(Options),
}

#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) address: SocketAddr,
    pub(crate) state: Option<PathBuf>,
    pub(crate) log: bool,
    pub(crate) faults: Vec<FaultRule>,
    pub(crate) seed: Option<u64>,
    pub(crate) session_key: Option<String>,
}

/// The default port.
const PORT: u16 = 4599;

pub(crate) fn parse(mut parser: Parser) -> anyhow::Result<Command> {
    let (mut ip, mut port) = (IpAddr::V4(Ipv4Addr::LOCALHOST), PORT);
    let (mut state, mut log) = (None, false);
    let (mut print_state, mut subject, mut user) = (false, None, None);
    let (mut faults, mut seed, mut session_key) = (Vec::new(), None, None);
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("port") => port = value(&mut parser, "--port", "0 to 65535")?,
            Arg::Long("address") => ip = value(&mut parser, "--address", "an IP address")?,
            Arg::Long("state") => state = Some(PathBuf::from(parser.value()?)),
            Arg::Long("print-state") => print_state = true,
            Arg::Long("web-identity-token") => subject = Some(parser.value()?.string()?),
            Arg::Long("mfa-code") => user = Some(parser.value()?.string()?),
            Arg::Long("log") => log = true,
            Arg::Long("fault") => faults.push(fault(&mut parser)?),
            Arg::Long("seed") => seed = Some(value(&mut parser, "--seed", "a whole number")?),
            Arg::Long("session-key") => session_key = Some(parser.value()?.string()?),
            Arg::Short('h') | Arg::Long("help") => return Ok(Command::Help),
            Arg::Short('V') | Arg::Long("version") => return Ok(Command::Version),
            other => bail!("{}; `--help` lists the options", other.unexpected()),
        }
    }
    if print_state {
        return Ok(Command::PrintState(state));
    }
    if let Some(subject) = subject {
        return Ok(Command::WebIdentityToken(state, subject));
    }
    if let Some(user) = user {
        return Ok(Command::MfaCode(state, user));
    }
    Ok(Command::Serve(Options {
        address: SocketAddr::new(ip, port),
        state,
        log,
        faults,
        seed,
        session_key,
    }))
}

/// The value of an option.
fn value<T: FromStr>(parser: &mut Parser, option: &str, expected: &str) -> anyhow::Result<T> {
    let text = parser.value()?.string()?;
    let parsed = text.parse().ok();
    parsed.with_context(|| format!("{option}: found \"{text}\", expected {expected}"))
}

fn fault(parser: &mut Parser) -> anyhow::Result<FaultRule> {
    let rule = parser.value()?.string()?;
    rule.parse().context("--fault")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(arguments: &[&str]) -> Result<Command, String> {
        let arguments = ["querysmith-local-sts"].iter().chain(arguments);
        parse(Parser::from_iter(arguments)).map_err(|error| format!("{error:#}"))
    }

    #[test]
    fn by_default_it_listens_on_loopback() {
        let Ok(Command::Serve(options)) = parsed(&[]) else {
            panic!("another command");
        };
        assert_eq!(options.address.to_string(), "127.0.0.1:4599");
        assert!(!options.log && options.faults.is_empty());
    }

    #[test]
    fn every_option_is_in_the_help() {
        let arguments = [
            "--port",
            "0",
            "--address",
            "::1",
            "--state",
            "a.json",
            "--log",
            "--fault",
            "cut",
            "--fault=500@0.5",
            "--seed",
            "7",
            "--session-key",
            "key",
        ];
        let Ok(Command::Serve(options)) = parsed(&arguments) else {
            panic!("another command");
        };
        assert_eq!(options.address.to_string(), "[::1]:0");
        assert_eq!(options.faults.len(), 2);
        assert_eq!(
            (options.seed, options.session_key.as_deref()),
            (Some(7), Some("key"))
        );
        for argument in arguments
            .iter()
            .filter(|argument| argument.starts_with("--"))
        {
            let name = argument.split('=').next().unwrap_or_default();
            assert!(HELP.contains(&format!("  {name} ")), "{name}");
        }
        assert!(matches!(
            parsed(&["--print-state"]),
            Ok(Command::PrintState(None))
        ));
        let token = parsed(&["--web-identity-token", "me"]);
        assert!(matches!(token, Ok(Command::WebIdentityToken(None, subject)) if subject == "me"));
        let code = parsed(&["--mfa-code", "alice"]);
        assert!(matches!(code, Ok(Command::MfaCode(None, user)) if user == "alice"));
        assert!(matches!(parsed(&["-h"]), Ok(Command::Help)));
        assert!(matches!(parsed(&["--version"]), Ok(Command::Version)));
    }

    #[test]
    fn an_invalid_option_is_an_error() {
        let refused = |arguments: &[&str], expected: &str| {
            assert_eq!(parsed(arguments).unwrap_err(), expected);
        };
        refused(
            &["--prot", "1"],
            "invalid option '--prot'; `--help` lists the options",
        );
        refused(
            &["--port", "70000"],
            "--port: found \"70000\", expected 0 to 65535",
        );
        refused(
            &["--address", "localhost"],
            "--address: found \"localhost\", expected an IP address",
        );
        refused(
            &["--seed", "x"],
            "--seed: found \"x\", expected a whole number",
        );
        refused(
            &["--fault", "slow"],
            "--fault: the fault is invalid: found \"slow\", expected latency=TIME, throttling, 500, \
             503, clock=SECONDS, cut or cut-body",
        );
    }
}
