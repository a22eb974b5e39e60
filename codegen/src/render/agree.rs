//! Corrects the common cases in which the printer breaks lines differently from rustfmt. The rest,
//! mostly very long names, stays as printed.

/// The width of the printer's lines, which the emitted `rustfmt.toml` also sets.
pub(super) const WIDTH: usize = 89;

/// The printed text with the differences corrected.
pub(super) fn with_rustfmt(printed: &str) -> String {
    let mut text = String::with_capacity(printed.len() + 64);
    let mut lines = printed.lines().peekable();
    while let Some(line) = lines.next() {
        let start = line.trim_start();
        let indent = &line[..line.len() - start.len()];
        if start.starts_with("//") {
            text.push_str(line);
            text.push('\n');
        } else if let Some((place, value)) = long_string(line, indent) {
            text.push_str(&format!("{place} =\n{indent}    {value}\n"));
        } else if let Some((pattern, body)) = long_arm(line) {
            // The value of an arm must stay its value.
            let end = if body.contains(" = ") { ";" } else { "" };
            text.push_str(&format!(
                "{pattern} => {{\n{indent}    {body}{end}\n{indent}}}\n"
            ));
        } else if let Some((alias, value)) = short_alias(&lines, line) {
            text.push_str(&format!("{alias} =\n    {value}\n"));
            while lines.next().is_some_and(|line| line != ">;") {}
        } else if let Some((call, value)) = long_return(&lines, line) {
            text.push_str(&format!(
                "{indent}{call}(\n{indent}    {value},\n{indent}));\n"
            ));
            if line.ends_with('(') {
                lines.nth(1);
            }
        } else if let Some(names) = long_import(&lines, line) {
            let (kept, last) = names;
            text.push_str(&format!("{kept}\n    {last}\n"));
        } else if let Some(signature) = long_signature(line) {
            text.push_str(&format!("{signature}\n{indent}{{\n"));
        } else if let Some((path, names)) = long_use(line) {
            text.push_str(&format!("{path}{{\n    {names},\n}};\n"));
        } else if !line.ends_with(';')
            // Searching for a character is faster than for a text, and most lines have none.
            && line.contains('=')
            && let Some((place, value)) = line.split_once(" = ")
            && let Some(rest) = short_rest(&lines, indent, value)
        {
            text.push_str(&format!("{place} =\n{indent}    {}\n", rest.joined));
            lines.nth(rest.lines - 1);
        } else if let Some(operator) = lines.peek().and_then(|next| operator(next)) {
            let deeper = if start.starts_with(operator) {
                ""
            } else {
                "    "
            };
            let separator = format!(" {operator} ");
            let broken = format!("\n{indent}{deeper}{operator} ");
            text.push_str(&format!("{indent}{}\n", start.replace(&separator, &broken)));
        } else {
            text.push_str(line);
            text.push('\n');
        }
    }
    text
}

/// A value that the printer breaks and rustfmt puts on one line below its `=`.
struct Rest {
    joined: String,
    /// The number of lines after its first.
    lines: usize,
}

/// A chain of calls, or a call with its arguments, that starts with `value`.
fn short_rest<'a>(
    lines: &(impl Iterator<Item = &'a str> + Clone),
    indent: &str,
    value: &str,
) -> Option<Rest> {
    let mut joined = value.to_owned();
    for (i, line) in lines.clone().enumerate() {
        let part = line.strip_prefix(indent)?;
        let is_link = part.starts_with("    .");
        let is_argument = value.ends_with('(') && part.ends_with(',');
        let is_end = value.ends_with('(') && part == ");";
        if !(is_link || is_argument || is_end) {
            return None;
        }
        if is_argument && i > 0 {
            joined.push_str(", ");
        }
        joined.push_str(part.trim_start().trim_end_matches(','));
        if joined.len() + indent.len() + 4 > WIDTH {
            return None;
        }
        if joined.ends_with(';') {
            return Some(Rest {
                joined,
                lines: i + 1,
            });
        }
    }
    None
}

/// The operator that a line continues with: rustfmt breaks before each of them.
fn operator(line: &str) -> Option<&'static str> {
    let start = line.trim_start();
    ["||", "&&"].into_iter().find(|operator| {
        let rest = start.strip_prefix(operator);
        rest.is_some_and(|rest| rest.starts_with(' '))
    })
}

/// A string that fits on the line below its `=`, but not beside it.
fn long_string<'a>(line: &'a str, indent: &str) -> Option<(&'a str, &'a str)> {
    if line.len() <= WIDTH {
        return None;
    }
    let (place, value) = line.split_once(" = ")?;
    let is_string = value.starts_with('"') && value.ends_with("\";");
    let fits_below = indent.len() + 4 + value.len() <= WIDTH;
    (is_string && fits_below).then_some((place, value))
}

/// A match arm that is too long with its comma, which the printer does not count.
fn long_arm(line: &str) -> Option<(&str, &str)> {
    if line.len() != WIDTH + 1 {
        return None;
    }
    let (pattern, body) = line.split_once(" => ")?;
    Some((pattern, body.strip_suffix(',')?))
}

/// A list of imports, for which rustfmt needs two more columns.
fn long_use(line: &str) -> Option<(&str, &str)> {
    let list = line.strip_prefix("use ").and(line.strip_suffix("};"))?;
    let (path, names) = list.split_once('{')?;
    (line.len() > WIDTH - 2).then_some((path, names))
}

/// The last line of a list of imports, for which rustfmt needs one more column.
fn long_import<'a>(
    lines: &(impl Iterator<Item = &'a str> + Clone),
    line: &'a str,
) -> Option<(&'a str, &'a str)> {
    let is_last = line.len() > WIDTH && lines.clone().next() == Some("};");
    let at = line.strip_suffix(',').filter(|_| is_last)?.rfind(", ")? + 1;
    Some((line.get(..at)?, line.get(at + 1..)?))
}

/// A return type below its parameters, beside which rustfmt wants four more columns for the `{`.
fn long_signature(line: &str) -> Option<&str> {
    let is_return = line.trim_start().starts_with(") -> ") && line.len() > WIDTH - 4;
    line.strip_suffix(" {").filter(|_| is_return)
}

/// An alias whose generic arguments fit on one line, but which the printer breaks.
fn short_alias<'a>(
    lines: &(impl Iterator<Item = &'a str> + Clone),
    line: &'a str,
) -> Option<(&'a str, String)> {
    let (alias, path) = line.strip_suffix('<')?.split_once(" = ")?;
    line.starts_with("pub type ").then_some(())?;
    let arguments = lines
        .clone()
        .take_while(|line| *line != ">;")
        .map(str::trim);
    let arguments = arguments.collect::<Vec<_>>().join(" ");
    let value = format!("{path}<{}>;", arguments.trim_end_matches(','));
    (value.len() + 4 <= WIDTH).then_some((alias, value))
}

/// A `return` of nested calls with a string: rustfmt breaks within the inner call.
fn long_return<'a>(
    lines: &(impl Iterator<Item = &'a str> + Clone),
    line: &'a str,
) -> Option<(String, &'a str)> {
    let start = line.trim_start();
    let (outer, inner) = match start == "return Some(" {
        true => (
            start,
            lines.clone().next()?.trim_start().strip_suffix("),")?,
        ),
        false if line.len() == WIDTH => (
            "return Some(",
            start.strip_prefix("return Some(")?.strip_suffix("));")?,
        ),
        false => return None,
    };
    let (call, text) = inner.split_once('(')?;
    let is_text = text.starts_with('"') && text.ends_with('"');
    is_text.then(|| (format!("{outer}{call}"), text))
}
