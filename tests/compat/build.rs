//! Collects the programs in `programs/` into one crate. With the feature `querysmith`, the paths of
//! the AWS SDK for Rust in them are replaced by those of `querysmith::compat`, and nothing else is
//! changed.

use std::path::Path;
use std::{env, fs, io};

const CRATES: [&str; 8] = [
    "aws_config",
    "aws_credential_types",
    "aws_sdk_sts",
    "aws_smithy_http_client",
    "aws_smithy_runtime_api",
    "aws_smithy_types",
    "aws_smithy_types_convert",
    "aws_types",
];

/// Runs the `main` of a program.
const RUN: &str = "
pub fn run() -> std::process::ExitCode {
    crate::report(main)
}
";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=programs");
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("OUT_DIR is not set"))?;
    let out = Path::new(&out);
    let rewrites = env::var_os("CARGO_FEATURE_QUERYSMITH").is_some();
    let mut names = Vec::new();
    for entry in fs::read_dir("programs")? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "rs")
            && let Some(name) = path.file_stem().and_then(|name| name.to_str())
        {
            let program = fs::read_to_string(&path)?;
            let program = if rewrites { rewrite(&program) } else { program };
            let program = program + RUN;
            fs::write(out.join(format!("{name}.rs")), program)?;
            names.push(name.to_owned());
        }
    }
    names.sort();
    let mut all = String::new();
    for name in &names {
        all += &format!("mod {name} {{ include!(concat!(env!(\"OUT_DIR\"), \"/{name}.rs\")); }}\n");
    }
    all += "fn run(name: &str) -> Option<ExitCode> {\n    Some(match name {\n";
    for name in &names {
        all += &format!("        \"{name}\" => {name}::run(),\n");
    }
    all += "        _ => return None,\n    })\n}\n";
    fs::write(out.join("programs.rs"), all)
}

/// Puts `querysmith::compat::` before each path that begins with the name of a crate.
fn rewrite(program: &str) -> String {
    let is_part_of_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let mut rewritten = String::new();
    let mut rest = program;
    while let Some((start, name)) = CRATES
        .iter()
        .filter_map(|name| Some((rest.find(&format!("{name}::"))?, name)))
        .min()
    {
        let (before, from) = rest.split_at(start);
        rewritten.push_str(before);
        if !before.ends_with(is_part_of_path) {
            rewritten.push_str("querysmith::compat::");
        }
        rewritten.push_str(name);
        rest = &from[name.len()..];
    }
    rewritten.push_str(rest);
    rewritten
}
