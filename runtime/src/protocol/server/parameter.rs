//! A parameter of a request with those below it: a member of the input.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use super::form::{Form, Segment};
use super::request_error::{RequestError, RequestErrorKind};
use crate::protocol::validate::Validator;

/// The parameters of a form that have a common prefix: one value, or the members of a structure,
/// the items of a list, the entries of a map.
///
/// Parameters that no reader asks for are ignored.
#[derive(Clone, Copy)]
pub struct Parameter<'f> {
    form: Option<&'f Form>,
    /// The positions of the parameters in the form.
    first: usize,
    end: usize,
    /// The length of the common prefix, including the dot after it: where the names of members
    /// start.
    prefix: usize,
    /// The last segment of the prefix.
    name: &'f str,
}

impl Form {
    /// All parameters, as the members of the input.
    pub fn root(&self) -> Parameter<'_> {
        Parameter::root(self)
    }
}

impl<'f> Parameter<'f> {
    fn root(form: &'f Form) -> Self {
        Self {
            form: Some(form),
            first: 0,
            end: form.len(),
            prefix: 0,
            name: "",
        }
    }

    /// A parameter without a value or members.
    pub fn absent() -> Self {
        Self {
            form: None,
            first: 0,
            end: 0,
            prefix: 0,
            name: "",
        }
    }

    /// The last segment of its name: `Key` for `Tags.member.1.Key`.
    pub fn name(self) -> &'f str {
        self.name
    }

    /// The parameters directly below, each with those below itself. List indices come first, by
    /// number.
    pub fn children(self) -> impl Iterator<Item = Parameter<'f>> {
        let mut next = match self.own_value() {
            // There may be several.
            Some(_) => self.after(self.first, |name| name.len() < self.prefix),
            None => self.first,
        };
        std::iter::from_fn(move || {
            let form = self.form.filter(|_| next < self.end)?;
            let segment = self.segment_at(form, next);
            let end = self.after(next, |name| self.segment(name) == segment);
            let child = self.child(segment, next..end);
            next = end;
            Some(child)
        })
    }

    /// The parameter directly below with this name. It takes logarithmic time.
    pub fn get(self, name: &str) -> Option<Parameter<'f>> {
        let form = self.form?;
        let wanted = Segment::of(name);
        // A parameter's own value comes before those below it.
        let is_before = |position: usize| {
            form.name_at(position).len() < self.prefix
                || Segment::of(self.segment_at(form, position)) < wanted
        };
        let is_not_after = |position: usize| {
            form.name_at(position).len() < self.prefix
                || Segment::of(self.segment_at(form, position)) <= wanted
        };
        let first = partition(self.first..self.end, is_before);
        let end = partition(first..self.end, is_not_after);
        (first < end).then(|| self.child(self.segment_at(form, first), first..end))
    }

    /// The first parameter directly below. It takes logarithmic time.
    pub(super) fn first_child(self) -> Option<Parameter<'f>> {
        let form = self.form?;
        let is_own = |position: usize| form.name_at(position).len() < self.prefix;
        let first = partition(self.first..self.end, is_own);
        (first < self.end).then(|| self.get(self.segment_at(form, first)))?
    }

    /// The value, unless there are only parameters below.
    pub(super) fn own_value(self) -> Option<&'f str> {
        let form = self.form.filter(|_| self.first < self.end)?;
        let is_own = form.name_at(self.first).len() < self.prefix;
        is_own.then(|| form.value_at(self.first))
    }

    /// The items of a list, `name.member.1` and so on, each read by `read`. The numbers may have
    /// gaps. A list with an empty value is empty.
    ///
    /// # Errors
    ///
    /// If the list has another value, if an item has no number, and the errors of `read`.
    pub fn list<T>(
        self,
        member: &str,
        v: &mut Validator,
        read: impl FnMut(Parameter<'f>, &mut Validator) -> Result<T, RequestError>,
    ) -> Result<Vec<T>, RequestError> {
        self.check_no_value()?;
        let items = self.get(member).unwrap_or(Self::absent());
        items.flat_list(v, read)
    }

    /// The items of a flattened list, `name.1` and so on, like [`list`](Self::list).
    ///
    /// # Errors
    ///
    /// The errors of [`list`](Self::list).
    pub fn flat_list<T>(
        self,
        v: &mut Validator,
        mut read: impl FnMut(Parameter<'f>, &mut Validator) -> Result<T, RequestError>,
    ) -> Result<Vec<T>, RequestError> {
        let mut items = Vec::new();
        for item in self.members()? {
            item.check_index()?;
            let value = read(item, &mut v.index(items.len()))?;
            items.push(value);
        }
        Ok(items)
    }

    /// The entries of a map, `name.entry.1.key` and `name.entry.1.value` and so on, whose values
    /// `read` reads. If several entries have the same key, the last one is used.
    ///
    /// # Errors
    ///
    /// If the map has a value, if an entry has no number or no key, and the errors of `read`.
    pub fn map<K: From<&'f str> + Ord, V>(
        self,
        [entry, key, value]: [&str; 3],
        v: &mut Validator,
        read: impl FnMut(Parameter<'f>, &mut Validator) -> Result<V, RequestError>,
    ) -> Result<BTreeMap<K, V>, RequestError> {
        self.check_no_value()?;
        let entries = self.get(entry).unwrap_or(Self::absent());
        entries.flat_map([key, value], v, read)
    }

    /// The entries of a flattened map, `name.1.key` and `name.1.value` and so on, like
    /// [`map`](Self::map).
    ///
    /// # Errors
    ///
    /// The errors of [`map`](Self::map).
    pub fn flat_map<K: From<&'f str> + Ord, V>(
        self,
        [key, value]: [&str; 2],
        v: &mut Validator,
        mut read: impl FnMut(Parameter<'f>, &mut Validator) -> Result<V, RequestError>,
    ) -> Result<BTreeMap<K, V>, RequestError> {
        let mut map = BTreeMap::new();
        for entry in self.members()? {
            entry.check_index()?;
            let Some(key) = entry.get(key) else {
                return Err(entry.malformed("an entry without a key, expected a key"));
            };
            let key = key.text()?;
            let value = entry.get(value).unwrap_or(Self::absent());
            let value = read(value, &mut v.key(key))?;
            map.insert(K::from(key), value);
        }
        Ok(map)
    }

    /// An item of a sparse list, or a value of a sparse map: null if the value is empty.
    ///
    /// # Errors
    ///
    /// The errors of `read`.
    pub fn or_null<T>(
        self,
        v: &mut Validator,
        mut read: impl FnMut(Parameter<'f>, &mut Validator) -> Result<T, RequestError>,
    ) -> Result<Option<T>, RequestError> {
        match (self.own_value(), self.first_child()) {
            (None | Some(""), None) => Ok(None),
            _ => read(self, v).map(Some),
        }
    }

    /// The parameters below that of a structure, list or map.
    ///
    /// # Errors
    ///
    /// If it has a value that is not empty.
    pub fn members(self) -> Result<impl Iterator<Item = Parameter<'f>>, RequestError> {
        self.check_no_value()?;
        Ok(self.children())
    }

    fn check_no_value(self) -> Result<(), RequestError> {
        match self.own_value() {
            None | Some("") => Ok(()),
            Some(_) => Err(self.malformed("a value, expected parameters below it")),
        }
    }

    fn check_index(self) -> Result<(), RequestError> {
        match Segment::of(self.name) {
            Segment::Index(_) => Ok(()),
            Segment::Name(_) => Err(self.malformed("a name, expected a number")),
        }
    }

    /// The error for this parameter.
    pub(super) fn malformed(self, found: &str) -> RequestError {
        let path = match self.form.filter(|_| self.first < self.end) {
            Some(form) => form.name_at(self.first),
            None => "",
        };
        let path = path.get(..self.prefix.saturating_sub(1)).unwrap_or(path);
        RequestError::new(RequestErrorKind::MalformedInput, format!("found {found}")).at(path)
    }

    fn child(self, segment: &'f str, positions: Range<usize>) -> Self {
        Self {
            first: positions.start,
            end: positions.end,
            prefix: self.prefix + segment.len() + 1,
            name: segment,
            ..self
        }
    }

    fn segment_at(self, form: &'f Form, position: usize) -> &'f str {
        self.segment(form.name_at(position))
    }

    /// The segment of a parameter's name after the prefix.
    fn segment(self, name: &str) -> &str {
        let rest = name.get(self.prefix..).unwrap_or_default();
        // Segments are short, so that a search with a setup would take longer.
        let end = rest.bytes().position(|byte| byte == b'.');
        let end = end.unwrap_or(rest.len());
        rest.get(..end).unwrap_or(rest)
    }

    /// The first position from `start` whose name is not `like` that at `start`.
    fn after(self, start: usize, like: impl Fn(&str) -> bool) -> usize {
        let Some(form) = self.form else { return start };
        let mut positions = start..self.end;
        let other = positions.find(|position| !like(form.name_at(*position)));
        other.unwrap_or(self.end)
    }
}

/// Shows no names or values, which may be secret.
impl fmt::Debug for Parameter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parameter")
            .field("parameters", &(self.end - self.first))
            .finish_non_exhaustive()
    }
}

/// The first position for which `is_before` is false; all later ones are too.
fn partition(positions: Range<usize>, is_before: impl Fn(usize) -> bool) -> usize {
    let Range { mut start, mut end } = positions;
    while start < end {
        let middle = start + (end - start) / 2;
        match is_before(middle) {
            true => start = middle + 1,
            false => end = middle,
        }
    }
    start
}
