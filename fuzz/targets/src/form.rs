//! The reader of requests that emitted servers use.

use querysmith_runtime::Operation;
use querysmith_runtime::codegen_v1::QueryWriter;
use querysmith_sts::operation::assume_role::AssumeRoleInput;
use querysmith_sts::server::Request;

/// Reads a request and validates it. Reading what a client writes for an input gives the same input,
/// apart from items without members, which a form does not show. Errors are clients' errors, on one
/// line.
pub fn form(bytes: &[u8]) {
    let request = match Request::read(bytes) {
        Ok(request) => request,
        Err(error) => {
            assert!((400..500).contains(&error.status()), "{error:?}");
            assert!(!error.message().is_empty());
            let parameter = error.parameter().unwrap_or_default();
            assert!(!parameter.contains(char::is_control), "{parameter:?}");
            return;
        }
    };
    if let Err(failure) = request.validate() {
        assert!(!failure.violations().is_empty());
        assert!(failure.message().contains("failed to satisfy constraint"));
    }
    if let Request::AssumeRole(input) = &request {
        let shown = rewritten(input).unwrap_or_default();
        assert_eq!(rewritten(&shown).as_ref(), Some(&shown));
        assert_eq!(shown.role_arn, input.role_arn);
        assert_eq!(shown.tags, input.tags);
        assert_eq!(shown.transitive_tag_keys, input.transitive_tag_keys);
    }
}

/// The input that is read from the request of a client with this input.
fn rewritten(input: &AssumeRoleInput) -> Option<Box<AssumeRoleInput>> {
    let spec = AssumeRoleInput::SPEC;
    let mut writer = QueryWriter::new(spec.name, spec.service.api_version);
    input.serialize(&mut writer);
    match Request::read(writer.finish().as_bytes()) {
        Ok(Request::AssumeRole(input)) => Some(input),
        _ => None,
    }
}
