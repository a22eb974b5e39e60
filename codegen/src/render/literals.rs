//! Literals of structures: a line for each field, however short they are.

/// The printed text with every such literal broken. The printer leaves the shortest in one line, at
/// a width that no setting of rustfmt's has.
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

/// What stands before, in and behind the braces of a literal that is all in one line.
fn short_literal(line: &str) -> Option<(&str, &str, &str)> {
    // Nearly no line has a brace that does not end it, and a character is found faster than a text.
    line.trim_end_matches('{').find('{')?;
    // Text is not code, and a literal that holds any is never this short.
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

/// The fields of a literal, at commas that are in no brackets of their own.
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
    fn what_is_no_literal_stays_as_it_is() {
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
