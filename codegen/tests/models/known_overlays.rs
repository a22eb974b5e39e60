//! Corrections follow the service: AWS's own model, from whatever file, has the same secrets as ours.

use std::fs;

use querysmith_codegen::{Inputs, diff, generate};

use crate::support::{root, shared};

/// The members of STS that are secrets, which AWS's model does not say of all of them.
const SECRETS: [&str; 4] = [
    "session_token",
    "token_code",
    "web_identity_token",
    "saml_assertion",
];

fn published() -> Option<String> {
    let path = shared()?.join("models/aws/sts.json");
    Some(fs::read_to_string(path).expect("the published model can be read"))
}

#[test]
fn the_published_model_has_the_secrets_of_the_corrected_one() {
    let Some(model) = published() else {
        return;
    };
    let files = match generate(&Inputs::new("elsewhere.json", &model)) {
        Ok(generated) => generated.files,
        Err(defects) => panic!("{defects}"),
    };
    for secret in SECRETS {
        let mut fields = 0;
        for (path, text) in &files {
            let field = format!("pub {secret}: ");
            for line in text
                .lines()
                .filter(|line| line.trim_start().starts_with(&field))
            {
                assert!(line.contains("SensitiveString"), "{path}: {line}");
                fields += 1;
            }
        }
        assert!(fields > 0, "{secret}");
    }
}

#[test]
fn both_sides_of_a_diff_are_corrected() {
    let Some(published) = published() else {
        return;
    };
    let overlay = root().join("model/sts.overlay.json");
    let overlay = fs::read_to_string(overlay).expect("the overlay can be read");
    let given = Inputs::new("new.json", &published).overlay("sts.overlay.json", &overlay);
    let diff = diff(&Inputs::new("old.json", &published), &given);
    assert_eq!(diff.expect("both are valid").changes(), []);
}

#[test]
fn an_overlay_of_another_service_is_refused() {
    let model = r#"{"smithy": "2.0", "shapes": {
        "a#Cat": {"type": "service", "version": "1", "operations": [{"target": "a#Purr"}], "traits": {
            "aws.api#service": {"sdkId": "Cat"}, "aws.auth#sigv4": {"name": "cat"},
            "aws.protocols#awsQuery": {}}},
        "a#Purr": {"type": "operation"}}}"#;
    let overlay = r#"{"overlay": "1.0", "service": "a#Dog", "corrections": []}"#;
    let inputs = Inputs::new("cat.json", model).overlay("dog.overlay.json", overlay);
    let defects = generate(&inputs).expect_err("it is of another service");
    let expected = "\
error: an overlay of another service
  at:       service  (dog.overlay.json)
  found:    a#Dog, for a model of a#Cat
  expected: the id of the model's service
";
    assert_eq!(defects.to_string(), expected);
}
