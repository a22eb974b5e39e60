//! The bodies of example responses in each protocol.

use crate::ir::Protocol;

/// The indentation of the members of an output in [`output`], in levels.
pub(super) fn depth(protocol: Protocol) -> usize {
    match protocol {
        Protocol::AwsQuery => 2,
        Protocol::Ec2Query => 1,
    }
}

/// The body of a response with the members in `xml`.
pub(super) fn output(protocol: Protocol, wire: &str, xml: &str) -> String {
    match protocol {
        Protocol::AwsQuery => format!(
            "\n<{wire}Response>\n  <{wire}Result>\n{xml}  </{wire}Result>\n  <ResponseMetadata>\n    \
             <RequestId>example-request</RequestId>\n  </ResponseMetadata>\n</{wire}Response>\n"
        ),
        Protocol::Ec2Query => format!(
            "\n<{wire}Response>\n{xml}  <requestId>example-request</requestId>\n</{wire}Response>\n"
        ),
    }
}

/// The body of a response with an error.
pub(super) fn error(protocol: Protocol, code: &str, message: &str) -> String {
    let message = message.replace('&', "&amp;").replace('<', "&lt;");
    // Readers of XML convert a literal one to a line feed.
    let message = message.replace('\r', "&#13;");
    match protocol {
        Protocol::AwsQuery => format!(
            "\n<ErrorResponse>\n  <Error>\n    <Type>Sender</Type>\n    <Code>{code}</Code>\n    \
             <Message>{message}</Message>\n  </Error>\n  <RequestId>example-request</RequestId>\n\
             </ErrorResponse>\n"
        ),
        Protocol::Ec2Query => format!(
            "\n<Response>\n  <Errors>\n    <Error>\n      <Code>{code}</Code>\n      \
             <Message>{message}</Message>\n    </Error>\n  </Errors>\n  \
             <RequestID>example-request</RequestID>\n</Response>\n"
        ),
    }
}
