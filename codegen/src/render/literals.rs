//! Struct literals: one line for each field, however short.

/// The printed text with every struct literal broken. The printer keeps the shortest on one line,
/// at a width that no setting of rustfmt matches.
pub(super) fn with_broken_literals(printed: &str) -> String {
    let mut text = String::with_capacity(printed.len() + 64);
    for line in printed.lines() {
        match short_literal(line) {
            Some((before, fields, after)) => {
                let indent = &line[..line.len() - line.trim_start().len()];
                text.push_str(&format!("{before} {{\n"));
                for field in split_fields(fields) {
                    text.push_str(&format!("{indent}    {field},\n"));
                }
                text.push_str(&format!("{indent}}}{after}\n"));
            }
            None => {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    text
}

/// The text before, in and after the braces of a literal on one line.
fn short_literal(line: &str) -> Option<(&str, &str, &str)> {
    // Few lines have a brace before their end, and a character is faster to find than text.
    line.trim_end_matches('{').find('{')?;
    // Strings and comments are not code, and literals with strings are never this short.
    if line.contains('"') || line.contains("//") {
        return None;
    }
    let (before, rest) = line.split_once(" { ")?;
    let (fields, after) = rest.rsplit_once(" }")?;
    let name = before
        .rsplit(|c: char| !c.is_alphanumeric() && c != '_')
        .next()?;
    let is_type = name.starts_with(|c: char| c.is_ascii_uppercase());
    is_type.then_some((before, fields, after))
}

/// The fields of a literal, split at commas outside brackets.
fn split_fields(fields: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    let at_comma = |c: char| {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == ',' && depth == 0
    };
    fields.split(at_comma).map(str::trim).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_literal_gets_a_line_for_each_field() {
        let broken = "    Ok(Pair {\n        a,\n        b: f(1, 2),\n    })\n";
        assert_eq!(
            with_broken_literals("    Ok(Pair { a, b: f(1, 2) })"),
            broken
        );
    }

    #[test]
    fn other_lines_are_unchanged() {
        for line in [
            "/// A `Pair { a }`.",
            "let s = \"Pair { a }\";",
            "use a::{B, C};",
            "if x { y } else { z }",
        ] {
            assert_eq!(with_broken_literals(line), format!("{line}\n"));
        }
    }
}
