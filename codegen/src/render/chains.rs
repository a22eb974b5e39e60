//! Chains of calls that end in a closure with a block: rustfmt keeps the calls before it on one
//! line if they fit, but the printer gives each its own line.

use super::agree::WIDTH;

/// The end of the line before a closure's block.
const CLOSURE: &str = "| {\n";

/// The maximum depth of nested closures; models of AWS reach three.
const MAX_DEPTH: usize = 8;

/// The printed text with such chains formatted as by rustfmt.
pub(super) fn with_short_heads(printed: String) -> String {
    let mut text = printed;
    for _ in 0..MAX_DEPTH {
        if !text.contains(CLOSURE) {
            break;
        }
        let next = outermost(&text);
        if next == text {
            break;
        }
        text = next;
    }
    text
}

fn outermost(printed: &str) -> String {
    let lines: Vec<&str> = printed.lines().collect();
    let mut text = String::with_capacity(printed.len());
    let mut rest = lines.as_slice();
    while let [line, after @ ..] = rest {
        match chain(line, after) {
            Some(chain) => {
                text.extend([chain.head.as_str(), "\n"]);
                for line in chain.body {
                    text.extend([line.strip_prefix("    ").unwrap_or(line), "\n"]);
                }
                rest = chain.after;
            }
            None => {
                text.extend([line, "\n"]);
                rest = after;
            }
        }
    }
    text
}

struct Chain<'a> {
    /// The calls up to the closure's `{`.
    head: String,
    /// The rest, up to its `})`.
    body: &'a [&'a str],
    after: &'a [&'a str],
}

/// The chain that starts with `line`.
fn chain<'a>(line: &str, after: &'a [&'a str]) -> Option<Chain<'a>> {
    let indent = &line[..line.len() - line.trim_start().len()];
    let call = |line: &&str| {
        let link = line
            .strip_prefix(indent)
            .and_then(|line| line.strip_prefix("    "));
        link.is_some_and(|link| link.starts_with('.'))
    };
    let calls = after.iter().take_while(|line| call(line)).count();
    let (links, rest) = after.split_at_checked(calls)?;
    let last = links.last()?;
    if !last.ends_with("| {") || links.iter().any(|link| link.ends_with('(')) {
        return None;
    }
    let end = rest
        .iter()
        .position(|line| !line.starts_with(&format!("{indent}        ")))?;
    let is_end = rest
        .get(end)?
        .strip_prefix(indent)?
        .strip_prefix("    })")?;
    if !matches!(is_end, "" | ";" | ",") || rest.get(end + 1).is_some_and(call) {
        return None;
    }
    let links: String = links.iter().map(|link| link.trim_start()).collect();
    let head = format!("{line}{links}");
    let (body, after) = rest.split_at_checked(end + 1)?;
    (head.len() <= WIDTH).then_some(Chain { head, body, after })
}
