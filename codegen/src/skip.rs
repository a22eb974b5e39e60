//! Tests of a model that are expected to fail. The overlay lists them, each with a reason.
//!
//! Such a test is emitted as one that must fail. When it passes, its entry can be removed.

use crate::diagnostic::Diagnostics;
use crate::json::Cursor;
use crate::overlay::{Origin, check_keys};

/// An entry of `skips`.
pub(crate) struct Skip<'a> {
    at: Cursor<'a>,
    /// The id of a protocol test, or the documentation of an endpoint test.
    test: &'a str,
    reason: &'a str,
    origin: Origin,
}

/// Reads the `skips` of an overlay. Each is an object `{"test": "...", "reason": "..."}`.
pub(crate) fn parse_skips<'a>(
    root: &Cursor<'a>,
    origin: Origin,
    d: &mut Diagnostics,
) -> Vec<Skip<'a>> {
    let list = root.get("skips").map(|list| list.items(d));
    let parse = |at: Cursor<'a>| {
        check_keys(&at, &["test", "reason"], d);
        let test = at.required("test", d)?.string(d)?;
        let reason = at.required("reason", d)?.string(d)?;
        if reason.trim().is_empty() {
            d.push(
                at.diagnostic("a skipped test without a reason")
                    .found("an empty `reason`")
                    .expected("a sentence that explains why the test cannot pass"),
            );
        }
        Some(Skip {
            at,
            test,
            reason,
            origin,
        })
    };
    list.unwrap_or_default()
        .into_iter()
        .filter_map(parse)
        .collect()
}

/// The entries, and which of them matched a test.
pub(crate) struct Skips<'a>(Vec<(Skip<'a>, bool)>);

impl<'a> Skips<'a> {
    pub(crate) fn new(skips: Vec<Skip<'a>>) -> Self {
        Self(skips.into_iter().map(|skip| (skip, false)).collect())
    }

    /// The reason why the test is expected to fail, or `None` if it is not.
    pub(crate) fn reason(&mut self, test: &str) -> Option<String> {
        let found = self.0.iter_mut().find(|(skip, _)| skip.test == test);
        found.map(|(skip, used)| {
            *used = true;
            skip.reason.to_owned()
        })
    }

    pub(crate) fn refuse_unused(&self, d: &mut Diagnostics) {
        for (skip, _) in self
            .0
            .iter()
            .filter(|(skip, used)| !used && skip.origin == Origin::Given)
        {
            d.push(
                skip.at
                    .diagnostic("a skipped test that does not exist")
                    .found(skip.test)
                    .expected(
                        "the id of a protocol test, or the documentation of an endpoint test",
                    ),
            );
        }
    }
}
