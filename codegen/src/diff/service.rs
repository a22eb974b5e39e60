//! The service as a whole.

use crate::ir::endpoint::{Differences, EndpointRules};
use crate::ir::protocol_test::{Case, ProtocolTest};
use crate::ir::{Protocol, Sdk};

use super::change::{Change, Level, Subject};
use super::{Comparison, Marks};

impl Comparison<'_> {
    pub(super) fn compare_service(&mut self) {
        let (old, new) = (self.old, self.new);
        let at = new.service.title.as_str();
        let changed = |level, aspect| Change::changed(level, Subject::Service, at, aspect);
        if old.crate_name != new.crate_name {
            let change = Change::broken(Subject::Service, at, "name of the crate");
            self.push(change.between(&old.crate_name, &new.crate_name));
        }
        let protocol = |sdk: &Sdk| match sdk.service.protocol {
            Protocol::AwsQuery => "awsQuery",
            Protocol::Ec2Query => "ec2Query",
        };
        let texts = [
            (
                Level::Minor,
                "API version",
                &old.service.api_version,
                &new.service.api_version,
            ),
            (
                Level::Patch,
                "SDK id",
                &old.service.sdk_id,
                &new.service.sdk_id,
            ),
            (
                Level::Patch,
                "signing name",
                &old.service.signing_name,
                &new.service.signing_name,
            ),
        ];
        for (level, aspect, from, to) in texts {
            if from != to {
                self.push(changed(level, aspect).between(from, to));
            }
        }
        let (from, to) = (&old.service.title, &new.service.title);
        if from != to {
            let change = Change::of_documentation(Subject::Service, at, "title");
            self.push(change.between(from, to));
        }
        if protocol(old) != protocol(new) {
            let change = changed(Level::Patch, "protocol");
            self.push(change.between(protocol(old), protocol(new)));
        }
        self.compare_endpoint_rules();
        if tests(old) != tests(new) {
            self.push(Change::of_documentation(
                Subject::Service,
                at,
                "tests of the crate",
            ));
        }
        let [old, new] = [old, new].map(|sdk| {
            let service = &sdk.service;
            Marks::new(&service.docs, service.deprecated.as_ref())
        });
        self.compare_marks(Subject::Service, at, old, new);
    }
}

impl Comparison<'_> {
    fn compare_endpoint_rules(&mut self) {
        let at = self.new.service.title.as_str();
        let (subject, aspect) = (Subject::Service, "endpoint rules");
        let [old, new] = [self.old, self.new].map(|sdk| sdk.endpoint_rules.as_ref());
        if format!("{old:?}") == format!("{new:?}") {
            return;
        }
        let others = match (old, new) {
            (Some(old), Some(new)) => give_other_endpoints(old, new),
            _ => true,
        };
        self.push(match others {
            true => Change::changed(Level::Minor, subject, at, aspect)
                .because("calls can go to other endpoints"),
            false => Change::of_documentation(subject, at, aspect)
                .because("every call goes to the same endpoint"),
        });
    }
}

/// Whether calls can go to other endpoints with the new rules. Rules that are too large to compare
/// are treated as different.
fn give_other_endpoints(old: &EndpointRules, new: &EndpointRules) -> bool {
    let mut differences = Differences::between(old, new);
    differences.next().is_some() || differences.is_too_large()
}

/// The contents of the model's tests.
fn tests(sdk: &Sdk) -> Vec<String> {
    let endpoints = sdk.endpoint_tests.iter().map(|test| format!("{test:?}"));
    let protocol = sdk.protocol_tests.iter().map(protocol_test);
    endpoints.chain(protocol).collect()
}

fn protocol_test(test: &ProtocolTest) -> String {
    let head = format!("{} {:?} {:?}", test.id, test.skipped, test.docs);
    match &test.case {
        Case::Request(case) => {
            let line = (&case.method, &case.path, &case.endpoint, &case.host);
            let headers = (
                &case.headers,
                &case.required_headers,
                &case.forbidden_headers,
            );
            let body = case.body.as_ref().map(|body| (&body.text, body.is_form));
            format!("{head} {line:?} {headers:?} {body:?}")
        }
        Case::Response(case) => {
            let response = (case.status, &case.headers, &case.body, &case.message);
            format!("{head} {response:?}")
        }
    }
}
