//! Readers of the items of lists and of the values of maps, for
//! [`Parameter::list`](super::parameter::Parameter::list) and the like.

use std::collections::BTreeMap;

use super::parameter::Parameter;
use super::request_error::RequestError;
use crate::protocol::validate::Validator;
use crate::value::date_time::{DateTime, TimestampFormat};
use crate::value::sensitive::{SensitiveBlob, SensitiveString};

/// The result of reading an item.
type Read<T> = Result<T, RequestError>;

macro_rules! simple_items {
    ($($name:ident: $type:ty,)*) => {$(
        #[doc = concat!("See [`Parameter::", stringify!($name), "`].")]
        ///
        /// # Errors
        ///
        /// If the item has no value of this type.
        pub fn $name(item: Parameter<'_>, _: &mut Validator) -> Read<$type> {
            item.$name()
        }
    )*};
}

simple_items! {
    blob: Vec<u8>,
    boolean: bool,
    byte: i8,
    double: f64,
    float: f32,
    integer: i32,
    long: i64,
    sensitive_blob: SensitiveBlob,
    sensitive_string: SensitiveString,
    short: i16,
    string: String,
}

/// An enum.
///
/// # Errors
///
/// If the item has no value.
pub fn enumeration<'f, T: From<&'f str>>(item: Parameter<'f>, _: &mut Validator) -> Read<T> {
    item.text().map(T::from)
}

/// An intEnum.
///
/// # Errors
///
/// If the item has no integer.
pub fn int_enumeration<T: From<i32>>(item: Parameter<'_>, _: &mut Validator) -> Read<T> {
    item.integer().map(T::from)
}

/// A reader of timestamps in this format.
pub fn timestamp(
    format: TimestampFormat,
) -> impl Fn(Parameter<'_>, &mut Validator) -> Read<DateTime> {
    move |item, _| item.timestamp(format)
}

/// A reader of items that may be null.
pub fn or_null<'f, T>(
    mut read: impl FnMut(Parameter<'f>, &mut Validator) -> Read<T>,
) -> impl FnMut(Parameter<'f>, &mut Validator) -> Read<Option<T>> {
    move |item, v| item.or_null(v, &mut read)
}

/// A reader of lists.
pub fn list<'f, T>(
    member: &'static str,
    mut read: impl FnMut(Parameter<'f>, &mut Validator) -> Read<T>,
) -> impl FnMut(Parameter<'f>, &mut Validator) -> Read<Vec<T>> {
    move |item, v| item.list(member, v, &mut read)
}

/// A reader of lists whose items have no name.
pub fn flat_list<'f, T>(
    mut read: impl FnMut(Parameter<'f>, &mut Validator) -> Read<T>,
) -> impl FnMut(Parameter<'f>, &mut Validator) -> Read<Vec<T>> {
    move |item, v| item.flat_list(v, &mut read)
}

/// A reader of maps.
pub fn map<'f, K: From<&'f str> + Ord, V>(
    names: [&'static str; 3],
    mut read: impl FnMut(Parameter<'f>, &mut Validator) -> Read<V>,
) -> impl FnMut(Parameter<'f>, &mut Validator) -> Read<BTreeMap<K, V>> {
    move |item, v| item.map(names, v, &mut read)
}

/// A reader of maps whose entries have no name.
pub fn flat_map<'f, K: From<&'f str> + Ord, V>(
    names: [&'static str; 2],
    mut read: impl FnMut(Parameter<'f>, &mut Validator) -> Read<V>,
) -> impl FnMut(Parameter<'f>, &mut Validator) -> Read<BTreeMap<K, V>> {
    move |item, v| item.flat_map(names, v, &mut read)
}
