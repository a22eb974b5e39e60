//! Conversions between numeric types for comparisons.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::ir::Type;
use crate::ir::waiter::{Expression, Number, Value};

use super::code::{Code, Level};

/// Whether either side is cast.
pub(super) fn has_cast(left: &Value, right: &Value) -> bool {
    let (Value::Number(left), Value::Number(right)) = (left, right) else {
        return false;
    };
    let is_long = |number: &Number| *number == Number::Typed(Type::Long);
    match common(left, right) {
        Common::Same => false,
        Common::I64 => [left, right].contains(&&Number::Length),
        Common::F64 => [left, right]
            .into_iter()
            .any(|side| is_long(side) || *side == Number::Length),
    }
}

/// The common type of a comparison.
#[derive(Clone, Copy, PartialEq)]
enum Common {
    /// The types are the same.
    Same,
    I64,
    F64,
}

/// Converts both sides of a comparison of numbers to one type.
pub(super) fn unify(left: (&Expression, Code), right: (&Expression, Code)) -> (Code, Code) {
    let (Value::Number(a), Value::Number(b)) = (&left.0.value, &right.0.value) else {
        return (left.1, right.1);
    };
    let common = common(a, b);
    (
        convert(left.0, left.1, a, b, common),
        convert(right.0, right.1, b, a, common),
    )
}

fn common(left: &Number, right: &Number) -> Common {
    match (left, right) {
        (Number::Length, Number::Length) => Common::Same,
        (Number::Length, Number::Integer(value)) if *value >= 0 => Common::Same,
        (Number::Typed(a), Number::Typed(b)) if a == b => Common::Same,
        (Number::Typed(ty), Number::Integer(value)) if fits(*value, ty) => Common::Same,
        (Number::Typed(ty), Number::Double(_)) if is_float(ty) => Common::Same,
        _ if [left, right].into_iter().any(is_fractional) => Common::F64,
        _ => Common::I64,
    }
}

fn is_fractional(number: &Number) -> bool {
    match number {
        Number::Length | Number::Integer(_) => false,
        Number::Double(_) => true,
        Number::Typed(ty) => is_float(ty),
    }
}

fn is_float(ty: &Type) -> bool {
    matches!(ty, Type::Float | Type::Double)
}

fn fits(value: i64, ty: &Type) -> bool {
    match ty {
        Type::Byte => i8::try_from(value).is_ok(),
        Type::Short => i16::try_from(value).is_ok(),
        Type::Integer => i32::try_from(value).is_ok(),
        _ => true,
    }
}

fn convert(of: &Expression, code: Code, number: &Number, other: &Number, common: Common) -> Code {
    match (number, common) {
        (Number::Integer(value), Common::Same | Common::I64) if !is_fractional(other) => {
            integer(*value)
        }
        (Number::Integer(value), _) => double(*value as f64),
        (Number::Double(value), _) => double(*value),
        (_, Common::Same) => code,
        (Number::Typed(Type::Long), Common::I64) | (Number::Typed(Type::Double), Common::F64) => {
            code
        }
        (Number::Length, Common::I64) => cast(of, code, quote! { i64 }),
        (Number::Length | Number::Typed(Type::Long), Common::F64) => cast(of, code, quote! { f64 }),
        (Number::Typed(_), Common::I64) => from(of, code, quote! { i64 }),
        (Number::Typed(_), Common::F64) => from(of, code, quote! { f64 }),
    }
}

fn integer(value: i64) -> Code {
    signed(value < 0, Literal::u64_unsuffixed(value.unsigned_abs()))
}

fn double(value: f64) -> Code {
    signed(value < 0.0, Literal::f64_unsuffixed(value.abs()))
}

fn signed(negative: bool, literal: Literal) -> Code {
    match negative {
        true => Code::new(Level::Unary, quote! { -#literal }),
        false => Code::atom(quote! { #literal }),
    }
}

fn cast(of: &Expression, code: Code, ty: TokenStream) -> Code {
    if of.nullable {
        let code = code.receiver();
        return Code::atom(quote! { #code.map(|number| number as #ty) });
    }
    let code = code.within(Level::Unary);
    Code::new(Level::Cast, quote! { #code as #ty })
}

fn from(of: &Expression, code: Code, ty: TokenStream) -> Code {
    if of.nullable {
        let code = code.receiver();
        return Code::atom(quote! { #code.map(#ty::from) });
    }
    let code = code.alone();
    Code::atom(quote! { #ty::from(#code) })
}
