use serde_json::Value;

use super::*;

fn name_of(region: &str) -> &'static str {
    partition(region).expect("every name has a partition").name
}

#[test]
fn a_listed_region_has_its_partition() {
    assert_eq!(name_of("us-east-1"), "aws");
    assert_eq!(name_of("aws-global"), "aws");
    assert_eq!(name_of("aws-cn-global"), "aws-cn");
    assert_eq!(name_of("us-gov-west-1"), "aws-us-gov");
    assert_eq!(name_of("eusc-de-east-1"), "aws-eusc");
}

#[test]
fn an_unlisted_region_that_matches_the_pattern_of_a_partition_belongs_to_it() {
    assert_eq!(name_of("ap-central-12"), "aws");
    assert_eq!(name_of("cn-south-7"), "aws-cn");
    assert_eq!(name_of("us-gov-north_2-1"), "aws-us-gov");
    assert_eq!(name_of("us-iso-south-1"), "aws-iso");
    assert_eq!(name_of("us-isob-west-1"), "aws-iso-b");
    assert_eq!(name_of("eusc-de-west-2"), "aws-eusc");
}

#[test]
fn any_other_name_belongs_to_the_aws_partition() {
    for region in [
        "",
        "-",
        "--",
        "nowhere",
        "cn-north-",
        "cn-north-1a",
        "cn--1",
        "xcn-north-1",
        "eusc-fr-east-1",
    ] {
        assert_eq!(name_of(region), "aws", "{region:?}");
    }
}

/// The published metadata. `None` if it is not available.
fn published() -> Option<Value> {
    let Ok(shared) = std::env::var("QUERYSMITH_SHARED") else {
        assert!(
            std::env::var("CI").is_err(),
            "QUERYSMITH_SHARED must be set in CI"
        );
        println!(
            "skipped: QUERYSMITH_SHARED does not name the folder with models/aws-partitions.json"
        );
        return None;
    };
    let path = std::path::Path::new(&shared).join("models/aws-partitions.json");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    Some(serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path:?}: {error}")))
}

#[test]
fn the_table_matches_the_published_metadata() {
    let Some(published) = published() else { return };
    let text = |value: &Value| value.as_str().expect("a string").to_owned();
    let expected: Vec<_> = published["partitions"]
        .as_array()
        .expect("a list of partitions")
        .iter()
        .map(|entry| {
            let outputs = &entry["outputs"];
            assert_eq!(entry["id"], outputs["name"]);
            let regions = entry["regions"].as_object().expect("a map of regions");
            (
                text(&outputs["name"]),
                text(&outputs["dnsSuffix"]),
                text(&outputs["dualStackDnsSuffix"]),
                outputs["supportsFIPS"] == true,
                outputs["supportsDualStack"] == true,
                text(&outputs["implicitGlobalRegion"]),
                regions.keys().cloned().collect::<Vec<_>>(),
                prefixes_of(&text(&entry["regionRegex"])),
            )
        })
        .collect();
    let found: Vec<_> = TABLE
        .iter()
        .map(|entry| {
            let partition = &entry.partition;
            (
                partition.name.to_owned(),
                partition.dns_suffix.to_owned(),
                partition.dual_stack_dns_suffix.to_owned(),
                partition.supports_fips,
                partition.supports_dual_stack,
                partition.implicit_global_region.to_owned(),
                entry
                    .regions
                    .iter()
                    .map(|&region| region.to_owned())
                    .collect::<Vec<_>>(),
                entry
                    .prefixes
                    .iter()
                    .map(|&prefix| prefix.to_owned())
                    .collect::<Vec<_>>(),
            )
        })
        .collect();
    assert_eq!(found, expected);
}

/// The prefixes that a region pattern allows: `a-b` and `a-c` of `^a\-(b|c)\-\w+\-\d+$`.
fn prefixes_of(pattern: &str) -> Vec<String> {
    let prefix = pattern
        .strip_prefix('^')
        .and_then(|rest| rest.strip_suffix(r"\-\w+\-\d+$"))
        .unwrap_or_else(|| panic!("{pattern}: expected ^prefix, a word and a number"))
        .replace(r"\-", "-");
    match prefix.split_once('(') {
        None => vec![prefix],
        Some((before, choices)) => choices
            .strip_suffix(')')
            .unwrap_or_else(|| panic!("{pattern}: expected the choices at the end"))
            .split('|')
            .map(|choice| format!("{before}{choice}"))
            .collect(),
    }
}

#[test]
fn every_region_except_the_global_ones_matches_the_pattern_of_its_partition() {
    for entry in TABLE {
        for region in entry.regions {
            let expected = (!region.ends_with("-global")).then_some(entry.partition.name);
            let found = partition_of_region(region).map(|found| found.name);
            assert_eq!(found, expected, "{region}");
        }
    }
}

#[test]
fn a_name_that_does_not_look_like_a_region_has_no_partition() {
    for name in [
        "",
        "s3",
        "evil",
        "us-east",
        "us-east-",
        "us-east-1a",
        "xx-east-1",
        "a.us-east-1",
    ] {
        assert_eq!(partition_of_region(name), None, "{name}");
    }
    assert_eq!(partition_of_region("s3-us-west-2"), None);
}
