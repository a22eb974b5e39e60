//! Acceptors: the state of a waiter after each outcome of a call.

use crate::ast::name_of;
use crate::diagnostic::Diagnostics;
use crate::ir::waiter::{AcceptorState, ErrorAcceptor, Matcher, OutputAcceptor, Query, Waiter};
use crate::ir::{Operation, Role, Structure};
use crate::json::{Cursor, describe};
use crate::naming;
use crate::scope::Scope;

use super::super::Resolver;
use super::matcher::{PathMatcher, resolve_path};
use super::{push_unknown, text};

const MATCHERS: [&str; 4] = ["output", "inputOutput", "success", "errorType"];

/// The acceptors of one waiter, in the order of evaluation.
pub(super) struct Acceptors<'a> {
    structures: &'a [Structure],
    operation: &'a Operation,
    on_output: Vec<(Option<PathMatcher>, AcceptorState)>,
    on_error: Vec<ErrorAcceptor>,
    /// The functions of the waiter's module.
    functions: Scope,
}

impl<'a> Acceptors<'a> {
    pub(super) fn resolve(
        resolver: &'a Resolver<'_, '_>,
        operation: &'a Operation,
        at: &Cursor<'_>,
        d: &mut Diagnostics,
    ) -> Self {
        let mut acceptors = Self {
            structures: &resolver.structures,
            operation,
            on_output: Vec::new(),
            on_error: Vec::new(),
            functions: Scope::new(&resolver.names.fixed.waiter_functions),
        };
        let mut states = Vec::new();
        for acceptor in at.items(d) {
            let state = acceptor
                .required("state", d)
                .and_then(|state| resolve_state(&state, d));
            let matcher = acceptor.required("matcher", d);
            states.push(state.clone());
            if let (Some(state), Some(matcher)) = (state, matcher) {
                acceptors.add(&matcher, state, d);
            }
        }
        if states.iter().all(|state| {
            state
                .as_ref()
                .is_some_and(|state| *state != AcceptorState::Success)
        }) {
            d.push(
                at.diagnostic("a waiter that can never succeed")
                    .found("no acceptor of state success")
                    .expected("at least one"),
            );
        }
        acceptors.drop_needless();
        acceptors
    }

    /// Adds the acceptors to the waiter, and their queries without duplicates.
    pub(super) fn add_to(mut self, waiter: &mut Waiter) {
        waiter.on_error = self.on_error;
        let mut asked: Vec<(String, bool)> = Vec::new();
        for (matcher, state) in self.on_output {
            let matcher = matcher.map(|matcher| {
                let key = (matcher.path.clone(), matcher.both);
                let found = asked.iter().position(|asked| *asked == key);
                let query = found.unwrap_or_else(|| {
                    asked.push(key);
                    let name = naming::test_name(&matcher.path);
                    let ident = self.functions.take_free(&name, "_", &matcher.path);
                    let ident = naming::identifier(&ident);
                    let (text, expression) = (matcher.path, matcher.expression);
                    waiter.queries.push(Query {
                        ident,
                        text,
                        expression,
                    });
                    waiter.queries.len() - 1
                });
                Matcher {
                    query,
                    expected: matcher.expected,
                }
            });
            waiter.on_output.push(OutputAcceptor { matcher, state });
        }
    }

    /// Removes unreachable and redundant acceptors.
    fn drop_needless(&mut self) {
        if let Some(any) = self
            .on_output
            .iter()
            .position(|(matcher, _)| matcher.is_none())
        {
            self.on_output.truncate(any + 1);
        }
        while self
            .on_output
            .last()
            .is_some_and(|(_, state)| *state == AcceptorState::Retry)
        {
            self.on_output.pop();
        }
        if let Some(any) = self
            .on_error
            .iter()
            .position(|acceptor| acceptor.codes.is_empty())
        {
            self.on_error.truncate(any + 1);
        }
        let mut seen: Vec<String> = Vec::new();
        self.on_error.retain_mut(|acceptor| {
            let is_any = acceptor.codes.is_empty();
            acceptor.codes.retain(|code| !seen.contains(code));
            seen.extend(acceptor.codes.iter().cloned());
            is_any || !acceptor.codes.is_empty()
        });
    }

    fn add(
        &mut self,
        matcher: &Cursor<'_>,
        state: AcceptorState,
        d: &mut Diagnostics,
    ) -> Option<()> {
        let entries = matcher.entries(d);
        let [(kind, at)] = entries.as_slice() else {
            d.push(
                matcher
                    .diagnostic("a matcher has one member")
                    .found(describe(matcher.value()))
                    .expected(format!("one of {}", MATCHERS.join(", "))),
            );
            return None;
        };
        match *kind {
            "output" | "inputOutput" => {
                let matcher = resolve_path(
                    self.structures,
                    self.operation,
                    at,
                    *kind == "inputOutput",
                    d,
                )?;
                let state = state.because(|| text::reason(&matcher.path, &matcher.expected));
                self.on_output.push((Some(matcher), state));
            }
            "success" if at.boolean(d)? => {
                let state = state.because(|| "the call succeeded".to_owned());
                self.on_output.push((None, state));
            }
            "success" => {
                let state = state.because(|| "the call failed".to_owned());
                self.on_error.push(ErrorAcceptor {
                    codes: Vec::new(),
                    state,
                });
            }
            "errorType" => {
                let name = name_of(at.string(d)?);
                let state = state.because(|| format!("the error is {name}"));
                let codes = self.codes(name);
                self.on_error.push(ErrorAcceptor { codes, state });
            }
            other => {
                push_unknown(at, "unknown matcher", other, MATCHERS, d);
                return None;
            }
        }
        Some(())
    }

    /// The codes of an error on the wire: waiters refer to errors by shape or by code.
    fn codes(&self, name: &str) -> Vec<String> {
        let specs = |structure: &Structure| match &structure.role {
            Role::Error(spec) if structure.shape == name || spec.code == name => {
                Some(spec.code.clone())
            }
            _ => None,
        };
        let own = self
            .operation
            .errors
            .iter()
            .filter_map(|id| self.structures.get(id.0));
        let mut codes: Vec<String> = own.filter_map(specs).collect();
        if codes.is_empty() {
            codes = self.structures.iter().filter_map(specs).collect();
        }
        if codes.is_empty() {
            codes.push(name.to_owned());
        }
        codes.sort();
        codes.dedup();
        codes
    }
}

impl AcceptorState {
    fn because(self, reason: impl FnOnce() -> String) -> Self {
        match self {
            AcceptorState::Failure(_) => AcceptorState::Failure(reason()),
            state => state,
        }
    }
}

fn resolve_state(at: &Cursor<'_>, d: &mut Diagnostics) -> Option<AcceptorState> {
    match at.string(d)? {
        "success" => Some(AcceptorState::Success),
        "retry" => Some(AcceptorState::Retry),
        "failure" => Some(AcceptorState::Failure(String::new())),
        other => {
            d.push(
                at.diagnostic("unknown state of an acceptor")
                    .found(other)
                    .expected("success, failure or retry"),
            );
            None
        }
    }
}
