//! Serves the stub until its standard input is closed, so that it ends with the program that started it.

use std::io;
use std::process::ExitCode;

use bench_stub::Stub;

fn main() -> io::Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let strict = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => false,
        ["--strict"] => true,
        _ => {
            eprintln!(
                "usage: stub [--strict]\n\nPrints its URL, and serves until standard input is closed."
            );
            return Ok(ExitCode::from(2));
        }
    };
    println!("endpoint={}", Stub::start(strict)?.endpoint());
    io::copy(&mut io::stdin(), &mut io::sink())?;
    Ok(ExitCode::SUCCESS)
}
