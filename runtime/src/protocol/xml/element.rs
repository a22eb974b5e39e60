//! Elements, and navigation in the tree.

use std::borrow::Cow;
use std::fmt;

use super::syntax::attributes;
use super::{Document, Index, Node, XmlError};
use crate::value::text;

/// An element of a [`Document`].
///
/// It is a reference: cheap to copy, and valid for the lifetime of the document.
#[derive(Clone, Copy)]
pub struct Element<'d> {
    pub(super) document: &'d Document<'d>,
    pub(super) node: &'d Node<'d>,
    index: Index,
}

impl<'d> Element<'d> {
    pub(super) fn new(document: &'d Document<'d>, node: &'d Node<'d>, index: Index) -> Self {
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
            next: self.index.next(),
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
        let tag = self
            .document
            .slice(self.node.attributes, self.node.attributes_end);
        // The attributes were checked when the document was parsed.
        attributes(tag)
            .flatten()
            .find(|attribute| !attribute.is_namespace() && attribute.local_name() == name)?
            .value()
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

    fn contains(self, index: Index) -> bool {
        (self.index.get()..self.node.end.get()).contains(&index.get())
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

/// A name, which may be as long as the body.
fn shown(name: &str) -> &str {
    text::beginning(name, 80).0
}

/// An iterator over the child elements of an element; see [`Element::children`].
#[derive(Clone, Debug)]
pub struct Children<'d> {
    document: &'d Document<'d>,
    next: Index,
    end: Index,
}

impl<'d> Iterator for Children<'d> {
    type Item = Element<'d>;

    #[inline]
    fn next(&mut self) -> Option<Element<'d>> {
        let index = self.next;
        if index.get() >= self.end.get() {
            return None;
        }
        let node = self.document.nodes.get(index.get())?;
        self.next = node.end;
        Some(Element::new(self.document, node, index))
    }
}
