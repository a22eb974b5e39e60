//! An example of an operation from the model, in the documentation of the client's method.

use proc_macro2::TokenStream;

use crate::emit::imports::{Imports, Names};
use crate::emit::{doc_lines, literal};
use crate::ir::{Example, Operation, Sdk};

/// The widest line of an example, whose `    /// ` is not counted.
const DOC_WIDTH: usize = 84;

pub(super) fn emit_example(sdk: &Sdk, operation: &Operation, example: &Example) -> TokenStream {
    let function = format!(
        "# async fn example(client: {0}::Client) -> Result<(), Box<dyn std::error::Error>> {{",
        sdk.crate_ident
    );
    let mut lines = vec![String::new(), "# Example".to_owned(), String::new()];
    lines.extend_from_slice(&example.heading);
    lines.extend([String::new(), "```no_run".to_owned(), function]);
    let setters = literal::setters_in_docs(sdk, operation.input, &example.input);
    let setters: Vec<String> = setters.iter().flat_map(|it| setter_lines(it)).collect();
    lines.extend(uses(sdk, &setters));
    lines.push("let output = client".to_owned());
    lines.push(format!("    .{}()", operation.method));
    lines.extend(setters);
    lines.push("    .send()".to_owned());
    lines.push("    .await?;".to_owned());
    lines.push(accessor(sdk, operation));
    lines.push("# Ok(())".to_owned());
    lines.push("# }".to_owned());
    lines.push("```".to_owned());
    doc_lines(lines.iter().map(String::as_str))
}

/// A setter on one line, or, if that is too long and builds a structure, a line for each call.
fn setter_lines(setter: &str) -> Vec<String> {
    let line = format!("    {setter}");
    let parts = setter.split_once('(');
    let parts = parts.and_then(|(name, rest)| Some((name, rest.strip_suffix(')')?)));
    match parts {
        Some((name, literal)) if line.len() > DOC_WIDTH && literal.contains("::builder()") => {
            let mut lines = vec![format!("    {name}(")];
            let links = literal.replace(").", ")\n            .");
            lines.extend(links.lines().enumerate().map(|(i, link)| match i {
                0 => format!("        {link}"),
                _ => link.to_owned(),
            }));
            if let Some(last) = lines.last_mut() {
                last.push(',');
            }
            lines.push("    )".to_owned());
            lines
        }
        _ => vec![line],
    }
}

/// The `use` lines that an example with these setters needs, and a blank one.
fn uses(sdk: &Sdk, setters: &[String]) -> Vec<String> {
    let names = Names::of(setters.concat().parse().unwrap_or_default());
    let mut lines = Imports::named(sdk, &names).lines(&format!("{}::types", sdk.crate_ident));
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines
}

/// A line that uses the output: it prints the first member.
fn accessor(sdk: &Sdk, operation: &Operation) -> String {
    let mut fields = sdk.output(operation).fields.iter();
    match fields.find(|field| field.deprecated.is_none()) {
        Some(field) => format!("println!(\"{{:?}}\", output.{}());", field.ident),
        None => "println!(\"{output:?}\");".to_owned(),
    }
}
