//! Checks that an operation of an emitted crate conforms to the protocol.

use fastrand::Rng;

use crate::model::Model;
use crate::random::{Random, Side};
use crate::tree::Tree;
use crate::{form, response};

/// The sizes of values, from the smallest possible to large, so that the first failure is small.
const SIZES: [usize; 10] = [0, 1, 1, 2, 3, 4, 6, 8, 12, 24];

/// Checks that an independent decoder reads random inputs back from request bodies.
///
/// The first seed is 0, or the value of `QUERYSMITH_ROUND_TRIPS_SEED`.
///
/// # Panics
///
/// Panics if a decoded input differs.
pub fn check_requests(model: &Model, operation: &str, body: impl Fn(&Tree) -> String) {
    let (input, _) = model.sides(operation);
    for (size, seed) in SIZES.into_iter().zip(first_seed()..) {
        let tree = Random::new(model, Side::Request, seed, size).structure(input);
        let body = body(&tree);
        let decoded = form::decode(model, operation, &body);
        let expected = form::visible(model, input, &tree);
        if decoded.as_ref() != Ok(&expected) {
            let found = match &decoded {
                Ok(found) => difference(&expected, found, ""),
                Err(error) => error.clone(),
            };
            panic!("{operation}, seed {seed}, size {size}: {found}\nin {body}");
        }
    }
}

/// Checks that the crate reads random inputs from request bodies that it wrote itself.
///
/// A form does not show empty structures and maps. If one of them is a required member of a nested
/// structure, reading must fail.
///
/// # Panics
///
/// Panics if an input differs.
pub fn check_typed_requests(
    model: &Model,
    operation: &str,
    round_trip: impl Fn(&Tree) -> Result<Tree, String>,
) {
    let (input, _) = model.sides(operation);
    for (size, seed) in SIZES.into_iter().zip(first_seed()..) {
        let tree = Random::new(model, Side::Request, seed, size).structure(input);
        let found = round_trip(&tree).map(|found| form::visible(model, input, &found));
        match &found {
            Err(error) if error.contains("Member must not be null") => {
                assert!(
                    form::hides_required(model, input, &tree),
                    "{error} in {tree:?}"
                );
            }
            _ => assert_same(
                &form::visible(model, input, &tree),
                found,
                operation,
                seed,
                size,
            ),
        }
    }
}

/// Checks that the crate reads random outputs from responses in all forms of XML.
///
/// # Panics
///
/// Panics if an output differs.
pub fn check_responses(
    model: &Model,
    operation: &str,
    read: impl Fn(String) -> Result<Tree, String>,
) {
    let (_, output) = model.sides(operation);
    for (size, seed) in SIZES.into_iter().zip(first_seed()..) {
        let tree = Random::new(model, Side::Response, seed, size).structure(output);
        let xml = response::write(model, operation, &tree, &mut Rng::with_seed(seed));
        let found = read(xml.clone());
        if found.as_ref() != Ok(&tree) {
            let found = match &found {
                Ok(found) => difference(&tree, found, ""),
                Err(error) => error.clone(),
            };
            panic!("{operation}, seed {seed}, size {size}: {found}\nin {xml}");
        }
    }
}

/// Checks that the crate reads random outputs from responses that it wrote itself.
///
/// # Panics
///
/// Panics if an output differs.
pub fn check_typed_responses(
    model: &Model,
    operation: &str,
    round_trip: impl Fn(&Tree) -> Result<Tree, String>,
) {
    let (_, output) = model.sides(operation);
    for (size, seed) in SIZES.into_iter().zip(first_seed()..) {
        let tree = Random::new(model, Side::Response, seed, size).structure(output);
        assert_same(&tree, round_trip(&tree), operation, seed, size);
    }
}

/// Checks that the crate reads random errors, without their messages, from responses that it wrote
/// itself. The errors are small, because a long error response is truncated.
///
/// # Panics
///
/// Panics if an error differs.
pub fn check_typed_errors(
    model: &Model,
    error: &str,
    round_trip: impl Fn(&Tree) -> Result<Tree, String>,
) {
    let small = SIZES.into_iter().filter(|size| *size <= 6);
    for (size, seed) in small.zip(first_seed()..) {
        let tree = Random::new(model, Side::Response, seed, size).structure(error);
        let mut members = tree.as_members().clone();
        for member in model
            .members(error)
            .iter()
            .filter(|member| member.is_message())
        {
            members.0.remove(&member.name);
        }
        let tree = Tree::Structure(members);
        assert_same(&tree, round_trip(&tree), error, seed, size);
    }
}

#[track_caller]
fn assert_same(expected: &Tree, found: Result<Tree, String>, of: &str, seed: u64, size: usize) {
    let difference = match found {
        Ok(found) if found == *expected => return,
        Ok(found) => difference(expected, &found, ""),
        Err(error) => error,
    };
    panic!("{of}, seed {seed}, size {size}, as typed values: {difference}");
}

fn first_seed() -> u64 {
    let seed = std::env::var("QUERYSMITH_ROUND_TRIPS_SEED").ok();
    seed.map_or(0, |seed| seed.parse().expect("a number"))
}

/// The first difference and its path.
fn difference(expected: &Tree, found: &Tree, at: &str) -> String {
    match (expected, found) {
        (Tree::Structure(expected), Tree::Structure(found)) => {
            let names = expected.0.keys().chain(found.0.keys());
            for name in names {
                let at = format!("{at}.{name}");
                match (expected.get(name), found.get(name)) {
                    (Some(expected), Some(found)) if expected != found => {
                        return difference(expected, found, &at);
                    }
                    (Some(_), Some(_)) => {}
                    (expected, found) => {
                        return format!("{at}: expected {expected:?}, found {found:?}");
                    }
                }
            }
        }
        (Tree::Union(one, expected), Tree::Union(other, found)) if one == other => {
            return difference(expected, found, &format!("{at}.{one}"));
        }
        (Tree::List(expected), Tree::List(found)) if expected.len() == found.len() => {
            for (i, (expected, found)) in expected.iter().zip(found).enumerate() {
                if expected != found {
                    return difference(expected, found, &format!("{at}[{i}]"));
                }
            }
        }
        _ => {}
    }
    format!("{at}: expected {expected:?}, found {found:?}")
}
