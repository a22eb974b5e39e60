use super::*;

fn violations_of(level: ValidationLevel, walk: impl FnOnce(&mut Validator)) -> String {
    let mut validator = Validator::new(level);
    walk(&mut validator);
    match validator.finish() {
        Ok(()) => String::new(),
        Err(violations) => violations.to_string(),
    }
}

#[test]
fn every_violation_is_reported_with_its_wire_path() {
    let text = violations_of(ValidationLevel::Standard, |validator| {
        validator.required("RoleArn", false);
        validator.required("RoleSessionName", true);
        let mut tags = validator.field("Tags");
        for (index, key) in ["ok", ""].iter().enumerate() {
            let mut tag = tags.index(index);
            tag.field("Key").length(key.len(), 1, Some(128));
            tag.required("Value", false);
        }
        drop(tags);
        validator
            .field("DurationSeconds")
            .range(899, Some(900), Some(43200));
    });
    assert_eq!(
        text,
        "RoleArn: missing, expected a value; \
         Tags[0].Value: missing, expected a value; \
         Tags[1].Key: length 0, expected 1 to 128; \
         Tags[1].Value: missing, expected a value; \
         DurationSeconds: value 899, expected 900 to 43200",
    );
}

fn violate_everything(validator: &mut Validator) {
    validator.required("A", false);
    validator.field("B").length(0, 1, None);
    validator.field("C").length(9, 1, Some(8));
    validator.field("D").range(0, Some(1), None);
    validator.field("E").range(9, None, Some(8));
    validator.field("F").range_double(0.5, Some(1.0), None);
    validator.field("G").range_double(9.5, None, Some(8.5));
    validator.field("H").pattern("^[a-z]+$", false);
    validator.field("I").unique_items(false);
    validator.field("J").enum_value(false, &["x", "y"]);
    validator.field("K").length(3, 2, Some(2));
}

#[test]
fn level_off_reports_nothing() {
    assert_eq!(violations_of(ValidationLevel::Off, violate_everything), "");
}

#[test]
fn level_standard_checks_only_required_members_and_minima() {
    assert_eq!(
        violations_of(ValidationLevel::default(), violate_everything),
        "A: missing, expected a value; B: length 0, expected at least 1; \
         D: value 0, expected at least 1; F: value 0.5, expected at least 1",
    );
}

#[test]
fn level_strict_checks_every_constraint() {
    assert_eq!(
        violations_of(ValidationLevel::Strict, violate_everything),
        "A: missing, expected a value; B: length 0, expected at least 1; \
         C: length 9, expected 1 to 8; D: value 0, expected at least 1; \
         E: value 9, expected at most 8; F: value 0.5, expected at least 1; \
         G: value 9.5, expected at most 8.5; \
         H: value does not match, expected the pattern ^[a-z]+$; \
         I: repeated items, expected each item once; \
         J: unknown value, expected one of x, y; K: length 3, expected exactly 2",
    );
}

#[test]
fn bounds_are_inclusive() {
    let text = violations_of(ValidationLevel::Strict, |validator| {
        validator.length(1, 1, Some(2));
        validator.length(2, 1, Some(2));
        validator.range(-1, Some(-1), Some(1));
        validator.range(1, Some(-1), Some(1));
        validator.range_double(0.5, Some(0.5), Some(0.5));
        validator.range_double(f64::NAN, Some(0.5), Some(0.5));
        validator.pattern("^a$", true);
        validator.unique_items(true);
        validator.enum_value(true, &[]);
    });
    assert_eq!(text, "");
}

#[test]
fn a_map_key_is_quoted_and_truncated() {
    let text = violations_of(ValidationLevel::Standard, |validator| {
        let mut map = validator.field("Attributes");
        map.key("a\"b").length(0, 1, None);
        map.key(&"é".repeat(100)).field("Inner").length(0, 1, None);
    });
    let truncated = "é".repeat(64);
    assert_eq!(
        text,
        format!(
            "Attributes[\"a\\\"b\"]: length 0, expected at least 1; \
             Attributes[\"{truncated}\"].Inner: length 0, expected at least 1"
        ),
    );
}

#[test]
fn a_path_longer_than_the_inline_buffer_is_complete() {
    let mut validator = Validator::new(ValidationLevel::Standard);
    fn descend(validator: &mut Validator, depth: usize) {
        if depth == 0 {
            validator.required("X", false);
        } else {
            descend(&mut validator.field("Child").index(depth), depth - 1);
        }
    }
    descend(&mut validator, 40);
    validator.required("After", false);
    let violations = validator.finish().unwrap_err();
    let deep: Vec<String> = (1..=40)
        .rev()
        .map(|depth| format!("Child[{depth}]"))
        .collect();
    let paths: Vec<&str> = violations
        .iter()
        .map(|violation| violation.path.as_str())
        .collect();
    assert_eq!(paths, [format!("{}.X", deep.join(".")).as_str(), "After"]);
}

#[test]
fn a_violation_at_the_root_has_no_path() {
    let text = violations_of(ValidationLevel::Standard, |validator| {
        validator.length(0, 1, None)
    });
    assert_eq!(text, "length 0, expected at least 1");
}
