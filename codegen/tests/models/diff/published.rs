//! Diffs between the published versions of the STS model.

use std::fs;

use querysmith_codegen::Level;

use super::soundness::{emit, mismatches};
use super::support::{compare, lines};
use crate::support::shared;

const PATHS: [&str; 3] = [
    "history/sts-2025-04.json",
    "history/sts-2026-08.json",
    "aws/sts.json",
];

/// The models of STS, oldest first, or `None` if `QUERYSMITH_SHARED` is not set.
fn models() -> Option<[String; 3]> {
    let models = shared()?.join("models");
    Some(PATHS.map(|path| {
        let path = models.join(path);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }))
}

#[test]
#[ignore = "takes seconds; .ci/run runs it"]
fn every_diff_of_published_models_matches_the_emitted_code() {
    let Some(models) = models() else { return };
    let trees = models
        .each_ref()
        .map(|text| emit(text).expect("published models are valid"));
    let mut wrong = Vec::new();
    for from in 0..models.len() {
        for to in 0..models.len() {
            let diff = compare(&models[from], &models[to]);
            assert_eq!(diff.level().is_none(), from == to);
            let what = format!("{} to {}", PATHS[from], PATHS[to]);
            wrong.extend(mismatches(&what, &trees[from], &trees[to], &diff));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn sts_of_2026_requires_at_least_one_provided_context() {
    let Some([old, new, _]) = models() else {
        return;
    };
    let diff = compare(&old, &new);
    assert_eq!(diff.level(), Some(Level::Major));
    let lines = lines(&diff);
    let major: Vec<&String> = lines
        .iter()
        .filter(|line| line.starts_with("major"))
        .collect();
    let expected = "major: changed member AssumeRoleInput.provided_contexts: length, \
                    from `0 to 5` to `1 to 5` (a value that was accepted can fail validation)";
    assert_eq!(major, [expected]);
    for line in [
        "minor: added operation GetDelegatedAccessToken",
        "minor: added operation GetWebIdentityToken",
        "minor: added error ExpiredTradeInTokenException",
        "minor: added error JwtPayloadSizeExceededException",
        "minor: added error OutboundWebIdentityFederationDisabledException",
        "minor: added error SessionDurationEscalationException",
    ] {
        assert!(lines.iter().any(|it| it == line), "{line} in {lines:#?}");
    }
    // The older model lacks what the known overlay of the service corrects, on both sides.
    assert!(
        !lines.iter().any(|line| line.contains("signed")),
        "{lines:#?}"
    );
}

#[test]
fn current_sts_adds_token_sizes_without_a_major_change() {
    let Some([_, old, new]) = models() else {
        return;
    };
    let diff = compare(&old, &new);
    assert_eq!(diff.level(), Some(Level::Minor));
    let lines = lines(&diff);
    let count = |text: &str| lines.iter().filter(|line| line.contains(text)).count();
    assert_eq!(count("Input.minimum_session_token_size, `Option<i32>`"), 6);
    assert_eq!(count("Output.session_token_size, `Option<i32>`"), 6);
    assert_eq!(count("Output.session_token_utilization, `Option<i32>`"), 6);
    assert_eq!(count("Output.packed_policy_size: now deprecated"), 5);
    assert_eq!(lines.len(), 23);
}

#[test]
fn the_reversed_diff_reports_removals() {
    let Some([oldest, _, newest]) = models() else {
        return;
    };
    let diff = compare(&newest, &oldest);
    let lines = lines(&diff);
    for line in [
        "major: removed operation GetDelegatedAccessToken",
        "major: removed member AssumeRoleOutput.session_token_size",
        "major: removed error ExpiredTradeInTokenException",
    ] {
        assert!(lines.iter().any(|it| it == line), "{line} in {lines:#?}");
    }
}
