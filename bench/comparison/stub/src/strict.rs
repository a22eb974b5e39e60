//! Checks that a request is the measured call: its form, and its signature.

use bench_driver::call::{ACCEPTED, AssumeRole, REFUSED};
use bench_driver::signature::{authorization, sha256_hex};

use crate::request::Request;

/// Checks a request. The error is the reason why it is not the measured call.
pub(crate) fn check(request: &Request) -> Result<(), String> {
    let line = (request.method.as_str(), request.target.as_str());
    expect("the request line", line, ("POST", "/"))?;
    let content_type = required(request, "content-type")?;
    if !content_type.starts_with("application/x-www-form-urlencoded") {
        return Err(format!(
            "content-type: found {content_type:?}, expected a form"
        ));
    }
    check_form(&request.body)?;
    check_signature(request)
}

fn check_form(body: &[u8]) -> Result<(), String> {
    let mut form: Vec<(String, String)> = form_urlencoded::parse(body).into_owned().collect();
    let is_refused = form.contains(&("RoleArn".into(), REFUSED.role_arn.into()));
    let call: &AssumeRole = if is_refused { &REFUSED } else { &ACCEPTED };
    for expected in call.form() {
        match form.iter().position(|pair| *pair == expected) {
            Some(position) => drop(form.swap_remove(position)),
            None => return Err(format!("the form: found no {expected:?}")),
        }
    }
    expect("the other parameters", form, Vec::new())
}

fn check_signature(request: &Request) -> Result<(), String> {
    let found = required(request, "authorization")?;
    let time = required(request, "x-amz-date")?;
    if let Some(hash) = request.header("x-amz-content-sha256") {
        expect("x-amz-content-sha256", hash, &sha256_hex(&request.body))?;
    }
    let (_, names) = found
        .split_once("SignedHeaders=")
        .ok_or("no signed headers")?;
    let names: Vec<&str> = names
        .split(',')
        .next()
        .unwrap_or_default()
        .split(';')
        .collect();
    for name in ["host", "x-amz-date"] {
        if !names.contains(&name) {
            return Err(format!("the signature does not cover {name}"));
        }
    }
    let mut signed = Vec::new();
    for name in names {
        signed.push((name, required(request, name)?));
    }
    expect(
        "authorization",
        found,
        &authorization(&signed, time, &request.body),
    )
}

fn required<'a>(request: &'a Request, name: &str) -> Result<&'a str, String> {
    request
        .header(name)
        .ok_or_else(|| format!("the header {name} is missing"))
}

fn expect<T: PartialEq + std::fmt::Debug>(what: &str, found: T, expected: T) -> Result<(), String> {
    if found == expected {
        return Ok(());
    }
    Err(format!("{what}: found {found:?}, expected {expected:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIME: &str = "20260203T040506Z";

    fn signed(call: &AssumeRole) -> Request {
        let body = call.body().into_bytes();
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("host", "127.0.0.1:8000"),
            ("x-amz-date", TIME),
        ];
        let signature = authorization(&headers, TIME, &body);
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        let mut headers: Vec<_> = headers.into_iter().map(owned).collect();
        headers.push(owned(("authorization", &signature)));
        Request {
            method: "POST".into(),
            target: "/".into(),
            headers,
            body,
        }
    }

    #[test]
    fn the_accepted_and_the_refused_call_pass() {
        assert_eq!(check(&signed(&ACCEPTED)), Ok(()));
        assert_eq!(check(&signed(&REFUSED)), Ok(()));
    }

    #[test]
    fn any_change_is_found() {
        type Change = fn(&mut Request);
        let changes: [(&str, Change); 6] = [
            ("the request line", |request| request.target = "/x".into()),
            ("content-type", |request| {
                request.headers[0].1 = "text/xml".into()
            }),
            ("authorization", |request| {
                request.headers[1].1 = "127.0.0.1:8001".into()
            }),
            ("the header x-amz-date", |request| {
                drop(request.headers.remove(2))
            }),
            ("the header authorization", |request| {
                drop(request.headers.pop())
            }),
            ("the form", |request| {
                let last = request.body.len() - 1;
                request.body[last] = b'x';
            }),
        ];
        for (reason, change) in changes {
            let mut request = signed(&ACCEPTED);
            change(&mut request);
            let found = check(&request).expect_err(reason);
            assert!(found.starts_with(reason), "{found}");
        }
    }

    #[test]
    fn a_missing_and_an_additional_parameter_are_found() {
        let changed = |transitive_tag_keys| AssumeRole {
            transitive_tag_keys,
            ..ACCEPTED
        };
        let missing = check(&signed(&changed(&["Department"])));
        let expected = r#"the form: found no ("TransitiveTagKeys.member.2", "Budget")"#;
        assert_eq!(missing, Err(expected.into()));
        let additional = check(&signed(&changed(&["Department", "Budget", "Stage"])));
        let expected =
            r#"the other parameters: found [("TransitiveTagKeys.member.3", "Stage")], expected []"#;
        assert_eq!(additional, Err(expected.into()));
    }

    #[test]
    fn a_signature_that_does_not_cover_the_host_is_found() {
        let mut request = signed(&ACCEPTED);
        let headers = [("x-amz-date", TIME)];
        request.headers[3].1 = authorization(&headers, TIME, &request.body);
        let found = check(&request);
        assert_eq!(found, Err("the signature does not cover host".into()));
    }
}
