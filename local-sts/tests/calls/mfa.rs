//! MFA codes.

use super::*;

#[tokio::test]
async fn a_role_that_requires_mfa_is_assumed_with_a_code() {
    let sts = LocalSts::start().await.unwrap();
    let (serial, code) = sts.mfa_code("alice").unwrap();
    let call = client(&sts, "alice")
        .assume_role()
        .role_arn(AUDIT)
        .role_session_name("build-42");
    call.serial_number(serial)
        .token_code(code)
        .send()
        .await
        .unwrap();
    let call = client(&sts, "alice")
        .assume_role()
        .role_arn(AUDIT)
        .role_session_name("build-42");
    assert_eq!(error(call.send().await).0, "AccessDenied");
    assert!(
        reason(&sts).contains("Bool aws:MultiFactorAuthPresent: found nothing, expected \"true\"")
    );
}

#[tokio::test]
async fn a_session_token_with_mfa_opens_a_role_that_requires_it() {
    let sts = LocalSts::start().await.unwrap();
    let (serial, code) = sts.mfa_code("alice").unwrap();
    let call = client(&sts, "alice").get_session_token();
    let with = call
        .serial_number(serial)
        .token_code(code)
        .send()
        .await
        .unwrap();
    assume(&session(&sts, with.credentials()), AUDIT).await;
    let without = client(&sts, "alice")
        .get_session_token()
        .send()
        .await
        .unwrap();
    let config = session(&sts, without.credentials());
    let call = Client::new(&config)
        .assume_role()
        .role_arn(AUDIT)
        .role_session_name("build-42");
    assert_eq!(error(call.send().await).0, "AccessDenied");
    assert!(
        reason(&sts).contains("found \"false\", expected \"true\""),
        "{}",
        reason(&sts)
    );
}

#[tokio::test]
async fn a_code_is_refused_unless_it_is_the_current_one_of_the_callers_device() {
    let time = ManualTime::at(start_time());
    let sts = server_in(&time);
    let (serial, code) = sts.mfa_code("alice").unwrap();
    let call = |user: &str, serial: Option<&str>, code: Option<&str>| {
        client(&sts, user)
            .get_session_token()
            .set_serial_number(serial.map(str::to_owned))
            .set_token_code(code.map(Into::into))
            .send()
    };
    call("alice", Some(&serial), Some(&code)).await.unwrap();
    let unknown = "unable to validate MFA code.  Please verify your MFA serial number is valid";
    for (user, serial, code, expected) in [
        (
            "alice",
            Some(&*serial),
            None,
            "must provide both MFA serial number and one time pass code",
        ),
        (
            "alice",
            None,
            Some(&*code),
            "must provide both MFA serial number and one time pass code",
        ),
        ("alice", Some("GAHT12345678"), Some(&*code), unknown),
        ("bob", Some(&*serial), Some(&*code), unknown),
        (
            "alice",
            Some(&*serial),
            Some("000000"),
            "with invalid MFA one time pass code",
        ),
    ] {
        let (found, _, message) = error(call(user, serial, code).await);
        assert_eq!(found, "AccessDenied");
        assert!(message.contains(expected), "{message}");
    }
    time.advance(Duration::from_secs(120));
    let (_, _, message) = error(call("alice", Some(&serial), Some(&code)).await);
    assert!(
        message.contains("with invalid MFA one time pass code"),
        "{message}"
    );
}
