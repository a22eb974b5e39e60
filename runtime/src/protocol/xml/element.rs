//! Elements, and navigation in the tree.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use super::attributes::attributes;
use super::scan::tag_end;
use super::text::Run;
use super::{Document, Node, XmlError};
use crate::value::text;

/// An element of a [`Document`].
///
/// It is a reference: cheap to copy, and valid for the lifetime of the document.
#[derive(Clone, Copy)]
pub struct Element<'d> {
    pub(super) document: &'d Document<'d>,
    pub(super) node: &'d Node<'d>,
    index: usize,
}

impl<'d> Element<'d> {
    pub(super) fn new(document: &'d Document<'d>, node: &'d Node<'d>, index: usize) -> Self {
        Self {
            document,
            node,
            index,
        }
    }

    /// The local name: `Arn` for `<sts:Arn>`.
    pub fn name(self) -> &'d str {
        self.node.name
    }

    /// The child elements, in document order.
    pub fn children(self) -> Children<'d> {
        Children {
            document: self.document,
            next: self.index + 1,
            end: self.node.end,
        }
    }

    /// The child elements with that local name, in document order.
    pub fn children_named<'n>(
        self,
        name: &'n str,
    ) -> impl Iterator<Item = Element<'d>> + use<'d, 'n> {
        self.children().filter(move |child| child.name() == name)
    }

    /// The first child element with that local name.
    pub fn child(self, name: &str) -> Option<Element<'d>> {
        self.children().find(|child| child.name() == name)
    }

    /// The value of the attribute with that local name. Namespace declarations are not attributes.
    pub fn attribute(self, name: &str) -> Option<Cow<'d, str>> {
        let is_namespace = |name: &str| name == "xmlns" || name.starts_with("xmlns:");
        let mut attributes = self.attributes();
        let is_found = |found: &str| !is_namespace(found) && local_name(found) == name;
        let (_, value) = attributes.find(|(found, _)| is_found(found))?;
        Some(value.unescaped())
    }

    /// The names of the attributes, without their prefixes.
    pub fn attribute_names(self) -> impl Iterator<Item = &'d str> {
        self.attributes().map(|(name, _)| local_name(name))
    }

    /// The attributes, which were checked when the document was parsed.
    fn attributes(self) -> impl Iterator<Item = (&'d str, Run<'d>)> {
        let source = self.source();
        let tag = source.get(..tag_end(source).unwrap_or(0));
        attributes(tag.unwrap_or_default().trim_end_matches('/')).flatten()
    }

    /// The byte range in the document of the content, which is between the tags, as written. It is
    /// empty for the tag of an empty element.
    pub fn content_range(self) -> Range<usize> {
        let source = self.source();
        let start = tag_end(source).map_or(source.len(), |end| end + 1);
        let end = source.rfind("</").unwrap_or(start);
        self.node.source.start + start..self.node.source.start + end.max(start)
    }

    fn source(self) -> &'d str {
        let range = self.node.source.clone();
        self.document.text.get(range).unwrap_or_default()
    }

    /// The key and the value of a map entry, which are the children with these local names. In
    /// place of a missing one, this returns an element that is not in the document, whose value is
    /// the default of any type: client error correction.
    ///
    /// # Errors
    ///
    /// Currently none.
    pub fn entry(self, key: &str, value: &str) -> Result<(Element<'d>, Element<'d>), XmlError> {
        let found = |name| self.child(name).unwrap_or(super::EMPTY.root());
        Ok((found(key), found(value)))
    }

    /// The entries of a map: the [`entry`](Self::entry) of each child element with the local name
    /// `name`, in document order.
    pub fn entries<'n>(
        self,
        name: &'n str,
        key: &'n str,
        value: &'n str,
    ) -> impl Iterator<Item = Result<(Element<'d>, Element<'d>), XmlError>> + use<'d, 'n> {
        self.children_named(name)
            .map(move |child| child.entry(key, value))
    }

    /// Returns the element, or `None` if it is null: sparse lists and maps mark null values with
    /// `xsi:nil="true"`, and entries of maps may lack the value.
    pub fn not_nil(self) -> Option<Self> {
        let nil = self.attribute("nil");
        let is_nil = nil.is_some_and(|nil| matches!(&*nil, "true" | "1"));
        (!is_nil && !self.is_absent()).then_some(self)
    }

    /// Whether this stands in for an element that the document lacks.
    pub(super) fn is_absent(self) -> bool {
        self.document.nodes.is_empty()
    }

    /// The names from the root down to this element, joined by `/`:
    /// `AssumeRoleResponse/AssumeRoleResult/Credentials`. Names are cut after 80 bytes.
    pub fn path(self) -> String {
        let mut element = self.document.root();
        let mut path = shown(element.name()).to_owned();
        // Each step leads to the child that contains this element.
        while element.index != self.index
            && let Some(child) = element.children().find(|child| child.contains(self.index))
        {
            path.push('/');
            path.push_str(shown(child.name()));
            element = child;
        }
        path
    }

    fn contains(self, index: usize) -> bool {
        (self.index..self.node.end).contains(&index)
    }

    /// The structure of a required member or, if the response lacks it, the structure that `read`
    /// finds in an empty element: client error correction.
    ///
    /// # Errors
    ///
    /// The errors of `read`.
    pub fn or_empty<T>(
        found: Option<T>,
        read: fn(Element<'_>) -> Result<T, XmlError>,
    ) -> Result<T, XmlError> {
        match found {
            Some(found) => Ok(found),
            None => read(super::EMPTY.root()),
        }
    }

    /// Unwraps the value of a required member.
    ///
    /// # Errors
    ///
    /// If there is no value; the error contains this element's path and the member `name`.
    pub fn required<T>(self, name: &str, value: Option<T>) -> Result<T, XmlError> {
        value.ok_or_else(|| XmlError::at_path(self.path(), format!("member {name} is missing")))
    }
}

/// Prints only the path, because the content may be secret.
impl fmt::Debug for Element<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Element").field(&self.path()).finish()
    }
}

/// A name without its prefix.
fn local_name(name: &str) -> &str {
    name.split_once(':').map_or(name, |(_, local)| local)
}

/// The beginning of a name, which may be as long as the body.
pub(super) fn shown(name: &str) -> &str {
    text::beginning(name, 80).0
}

/// An iterator over the child elements of an element; see [`Element::children`].
#[derive(Clone, Debug)]
pub struct Children<'d> {
    document: &'d Document<'d>,
    next: usize,
    end: usize,
}

impl<'d> Iterator for Children<'d> {
    type Item = Element<'d>;

    #[inline]
    fn next(&mut self) -> Option<Element<'d>> {
        let index = self.next;
        if index >= self.end {
            return None;
        }
        let node = self.document.nodes.get(index)?;
        self.next = node.end;
        Some(Element::new(self.document, node, index))
    }
}
