use super::*;

/// A key made for this test with OpenSSL, with the parameters in a block before it.
const WITH_PARAMETERS: &str = "-----BEGIN EC PARAMETERS-----
BggqhkjOPQMBBw==
-----END EC PARAMETERS-----
-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIH2VHShjluSBhF7fygA5VV7MmWA+QpIEdAbREWDscDztoAoGCCqGSM49
AwEHoUQDQgAEIcUxkkMMolgnOs/q65Em2jAShVIu4xG7lBJomnJF3S8k2ooZ89qt
6pObm1lpKhi8K14f+oTirsj5GArbEDb1iA==
-----END EC PRIVATE KEY-----
";

/// A key of P-384.
const OTHER_CURVE: &str = "-----BEGIN EC PRIVATE KEY-----
MIGkAgEBBDAR3Ia8+el8E81bSOD/wqGDvBcRvJe8zBpIigQdzmLD4ocnOPHW8STZ
ekOGKjqA+u6gBwYFK4EEACKhZANiAASwXfL+id+HIZrA6YXomPCVZZ/z99Z6OYDi
JOzDbqLdBsmXxXnCDQpuJlvJ/glJmNLU14JSOgycYEoWUrT2lHAs7Nus7oX8sa81
LSVwoC+qrtrqiFIxjadt1FUOE/vG1Mg=
-----END EC PRIVATE KEY-----
";

/// A key without its public key.
const WITHOUT_PUBLIC: &str = "-----BEGIN EC PRIVATE KEY-----
MDECAQEEIHx3pyMk3Zy0t+bo7mYdMADiXfJBIRdL6YLFjRZoyiPZoAoGCCqGSM49
AwEH
-----END EC PRIVATE KEY-----
";

fn error(pem: &str) -> &'static str {
    Key::parse(pem).map(drop).unwrap_err()
}

#[test]
fn the_pem_of_a_p_256_key_pair_is_read_with_any_line_breaks() {
    let key = Key::parse(WITH_PARAMETERS).unwrap();
    assert_eq!(key.private[..4], [0x7d, 0x95, 0x1d, 0x28]);
    let (x, y) = key.coordinates();
    assert_eq!((&x[..2], &y[30..]), (&[0x21, 0xc5][..], &[0xf5, 0x88][..]));
    let windows = WITH_PARAMETERS.replace('\n', "\r\n");
    assert_eq!(Key::parse(&windows).unwrap().public, key.public);
}

#[test]
fn other_keys_and_damaged_ones_are_errors() {
    for (pem, part) in [
        ("", "no line `BEGIN EC PRIVATE KEY`"),
        (BEGIN, "no line `END EC PRIVATE KEY`"),
        (OTHER_CURVE, "a key of another kind"),
        (WITHOUT_PUBLIC, "without its public key"),
    ] {
        assert!(error(pem).contains(part), "{pem}: {}", error(pem));
    }
    let damaged = WITH_PARAMETERS.replace("MHcC", "%HcC");
    assert!(error(&damaged).contains("not Base64"));
}

#[test]
fn a_key_that_ends_anywhere_is_an_error() {
    let (_, body) = WITH_PARAMETERS.split_once(BEGIN).unwrap();
    let (body, _) = body.split_once(END).unwrap();
    let der = STANDARD.decode(body.replace('\n', "")).unwrap();
    assert!(Key::of_der(&der).is_some());
    for length in 0..der.len() {
        assert!(Key::of_der(&der[..length]).is_none(), "{length}");
    }
}

#[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
#[test]
fn keys_that_do_not_belong_together_cannot_sign() {
    let mut key = Key::parse(WITH_PARAMETERS).unwrap();
    assert_eq!(key.sign(b"message").unwrap().len(), 64);
    key.private[31] ^= 1;
    let error = key.sign(b"message").unwrap_err();
    assert_eq!(error, "its private and public key do not belong together");
}
