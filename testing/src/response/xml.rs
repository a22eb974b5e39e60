//! Builds awsQuery documents from paths and strings.

use querysmith_runtime::server_v1::{ResponseFrame, XmlWriter};

use super::REQUEST_ID;

/// An element: its name, its number among those with the same name, and its content.
struct Node<'a> {
    name: &'a str,
    number: &'a str,
    text: &'a str,
    children: Vec<Node<'a>>,
}

pub(super) fn success<'a>(
    action: &str,
    members: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> String {
    let mut children = Vec::new();
    for (path, value) in members {
        insert(&mut children, path, value);
    }
    let result = format!("{action}Result");
    let frame = ResponseFrame::success(action, Some(&result)).with_request_id(REQUEST_ID);
    frame.document(&|writer| write(writer, &children))
}

pub(super) fn error(status: u16, code: &str, message: &str) -> String {
    let frame = ResponseFrame::failure(status, code, Some(message)).with_request_id(REQUEST_ID);
    frame.document(&|_| ())
}

/// Inserts `value` at `path` into `nodes`, and creates missing elements.
fn insert<'a>(nodes: &mut Vec<Node<'a>>, path: &'a str, value: &'a str) {
    let (name, rest) = path.split_once('.').unwrap_or((path, ""));
    let (number, rest) = match rest.split_once('.').unwrap_or((rest, "")) {
        (first, after) if is_number(first) => (first, after),
        _ => ("", rest),
    };
    let same = |node: &Node<'_>| node.name == name && node.number == number;
    let at = nodes.iter().position(same).unwrap_or(nodes.len());
    if at == nodes.len() {
        nodes.push(Node {
            name,
            number,
            text: "",
            children: Vec::new(),
        });
    }
    if let Some(node) = nodes.get_mut(at) {
        match rest {
            "" => node.text = value,
            rest => insert(&mut node.children, rest, value),
        }
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn write(writer: &mut XmlWriter, nodes: &[Node<'_>]) {
    for node in nodes {
        match node.children.as_slice() {
            [] => writer.string(node.name, Some(node.text)),
            children => {
                writer.start(node.name);
                write(writer, children);
                writer.end();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members(members: &[(&str, &str)]) -> String {
        let xml = success("Do", members.iter().copied());
        let (_, rest) = xml.split_once("<DoResult>").unwrap();
        let (members, _) = rest.split_once("</DoResult>").unwrap();
        members.to_owned()
    }

    #[test]
    fn members_of_a_structure_share_its_element() {
        assert_eq!(
            members(&[("User.Arn", "a"), ("Size", "1"), ("User.Id", "b")]),
            "<User><Arn>a</Arn><Id>b</Id></User><Size>1</Size>"
        );
    }

    #[test]
    fn each_item_of_a_list_has_an_element() {
        let tags = [
            ("Tags.member.1.Key", "a"),
            ("Tags.member.1.Value", "1"),
            ("Tags.member.2.Key", "b"),
            ("Names.1", "x"),
            ("Names.2", "y"),
        ];
        assert_eq!(
            members(&tags),
            "<Tags><member><Key>a</Key><Value>1</Value></member><member><Key>b</Key></member>\
             </Tags><Names>x</Names><Names>y</Names>"
        );
    }

    #[test]
    fn values_are_escaped() {
        assert_eq!(members(&[("A", "<&>")]), "<A>&lt;&amp;&gt;</A>");
        assert!(error(400, "A&B", "<x>").contains("<Code>A&amp;B</Code><Message>&lt;x&gt;<"));
    }

    #[test]
    fn the_status_determines_the_fault() {
        assert!(error(403, "X", "").contains("<Type>Sender</Type>"));
        assert!(error(503, "X", "").contains("<Type>Receiver</Type>"));
    }
}
