//! The program: runs a stand-in for STS until it is stopped.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "this is a command-line program"
)]

mod options;

use std::io::Write;
use std::process::ExitCode;

use anyhow::{Context, anyhow};
use options::{Command, Options};
use querysmith_local_sts::{LocalSts, State};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> anyhow::Result<()> {
    match options::parse(lexopt::Parser::from_env())? {
        Command::Help => println!("{}", options::HELP),
        Command::Version => println!("querysmith-local-sts {}", env!("CARGO_PKG_VERSION")),
        Command::PrintState(state) => println!("{}", load(state.as_deref())?.to_json()),
        Command::WebIdentityToken(state, subject) => {
            let sts = LocalSts::builder().state(load(state.as_deref())?).start()?;
            println!("{}", sts.web_identity_token(&subject).sign()?);
        }
        Command::MfaCode(state, user) => {
            let sts = LocalSts::builder().state(load(state.as_deref())?).start()?;
            let code = sts.mfa_code(&user);
            let (serial, code) = code.with_context(|| format!("{user} has no MFA device"))?;
            println!("{serial} {code}");
        }
        Command::Serve(options) => serve(options)?,
    }
    Ok(())
}

fn load(path: Option<&std::path::Path>) -> anyhow::Result<State> {
    match path {
        Some(path) => {
            let state = State::from_file(path);
            state.map_err(|error| anyhow!("{error}; `--print-state` prints a state to start from"))
        }
        None => Ok(State::default()),
    }
}

fn serve(options: Options) -> anyhow::Result<()> {
    let state = load(options.state.as_deref())?;
    let mut builder = LocalSts::builder().address(options.address).state(state);
    if options.log {
        builder = builder.log(|entry| {
            // If standard output is closed, nobody reads the log.
            let _ = writeln!(std::io::stdout().lock(), "{entry}");
        });
    }
    for rule in options.faults {
        builder = builder.fault(rule);
    }
    if let Some(seed) = options.seed {
        builder = builder.fault_seed(seed);
    }
    if let Some(key) = options.session_key {
        builder = builder.session_key(key);
    }
    let address = options.address;
    let sts = builder
        .start()
        .with_context(|| format!("cannot listen on {address}"))?;
    greet(&sts);
    loop {
        // The server has threads of its own.
        std::thread::park();
    }
}

fn greet(sts: &LocalSts) {
    println!("A local stand-in for AWS STS, for tests only: its accounts and keys are fakes.");
    println!("XML signatures of SAML assertions are not verified.");
    if !sts.address().ip().is_loopback() {
        println!("WARNING: other machines can reach this server, and everyone knows its keys.");
    }
    println!("Listening on {}", sts.url());
    println!();
    println!("export AWS_ENDPOINT_URL_STS={}", sts.url());
    // The AWS command line interface, version 1, reads the latter.
    println!("export AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1");
    if let Some((name, credentials)) = sts.first_user() {
        println!(
            "export AWS_ACCESS_KEY_ID={} # of {name}",
            credentials.access_key_id()
        );
        let secret: &str = credentials.secret_access_key();
        println!("export AWS_SECRET_ACCESS_KEY={secret}");
    }
    println!();
}
