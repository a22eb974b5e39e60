//! The emitted code of a service does not depend on the format of its model.
//!
//! Both forms that are compared are published by AWS, but at different times, and botocore's says
//! less. So the facts of the older one are carried over first, as `facts` lists them: what is left
//! has to be emitted byte for byte the same.

use std::fs;
use std::path::Path;

use querysmith_codegen::{FileTree, Inputs, ModelFile};
use serde_json::Value;

use super::difference::Difference;
use super::facts::Leveled;
use super::{SKIPPED, directory, read};
use crate::without_hashes::emitted_without_hashes;

/// Models in Smithy's form, and the directories of the same API version in botocore's.
const SERVICES: [(&str, &str); 7] = [
    ("auto-scaling", "autoscaling/2011-01-01"),
    ("cloudwatch", "cloudwatch/2010-08-01"),
    ("elastic-load-balancing", "elb/2012-06-01"),
    ("iam", "iam/2010-05-08"),
    ("rds", "rds/2014-10-31"),
    ("sns", "sns/2010-03-31"),
    ("sts", "sts/2011-06-15"),
];

#[test]
fn both_formats_of_a_service_give_the_same_code_but_for_listed_differences() {
    let Some(directory) = directory() else {
        println!("{SKIPPED}");
        return;
    };
    let Some(shared) = std::env::var_os("QUERYSMITH_SHARED") else {
        println!("skipped: QUERYSMITH_SHARED is not set to the directory of published models");
        return;
    };
    for (smithy, botocore) in SERVICES {
        let path = Path::new(&shared).join(format!("models/aws/{smithy}.json"));
        let model = fs::read_to_string(path).expect("a model can be read");
        let model = serde_json::from_str(&model).expect("a model is JSON");
        let parts = read(&directory.join(botocore));
        let parts = parts.iter().map(|file| {
            let name = file.path.rsplit('/').next().unwrap_or_default().to_owned();
            let value: Value = serde_json::from_str(&file.text).expect("a file is JSON");
            (name, value)
        });
        let leveled = Leveled::new(model, parts.collect());
        println!("{smithy}:");
        for (difference, count) in &leveled.counts {
            println!("  {count:4} {difference:?}: {}", difference.reason());
        }
        assert_same(smithy, &leveled);
    }
}

fn assert_same(service: &str, leveled: &Leveled) {
    let file = |name: &str, value: &Value| ModelFile {
        path: name.to_owned(),
        text: value.to_string(),
    };
    let parts = leveled
        .parts
        .iter()
        .filter(|(name, _)| *name != "service-2.json");
    let mut botocore = vec![file("service-2.json", &leveled.parts["service-2.json"])];
    botocore.extend(parts.map(|(name, value)| file(name, value)));
    let smithy = emitted(&[file("service-2.json", &leveled.smithy)]);
    let botocore = emitted(&botocore);
    let paths = |files: &FileTree| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(paths(&botocore), paths(&smithy), "{service}");
    for (path, expected) in &smithy {
        assert_eq!(&botocore[path], expected, "{service}: {path}");
    }
}

fn emitted(files: &[ModelFile]) -> FileTree {
    emitted_without_hashes(&Inputs::of(files).crate_name("compared"), files)
}

#[test]
fn every_difference_has_a_reason() {
    for difference in Difference::ALL {
        assert!(difference.reason().len() > 20, "{difference:?}");
    }
}
