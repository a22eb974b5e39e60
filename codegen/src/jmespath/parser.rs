//! A Pratt parser: each token has a left binding power.

use super::lexer::{Token, TokenKind};
use super::{Fault, Kind, MAX_DEPTH, Node};

/// Tokens with a lower binding power end a projection.
const PROJECTION_ENDS: u8 = 10;

const LOOSEST: u8 = 0;
const PIPE: u8 = 1;
const OR: u8 = 2;
const AND: u8 = 3;
const COMPARATOR: u8 = 5;
const FLATTEN: u8 = 9;
const STAR: u8 = 20;
const FILTER: u8 = 21;
const DOT: u8 = 40;
const NOT: u8 = 45;
const BRACKET: u8 = 55;
const CALL: u8 = 60;

struct Parser<'a> {
    tokens: &'a [Token],
    next: usize,
    depth: usize,
}

/// Parses a whole expression.
pub(super) fn parse(tokens: &[Token]) -> Result<Node, Fault> {
    let mut parser = Parser {
        tokens,
        next: 0,
        depth: 0,
    };
    let node = parser.expression(LOOSEST)?;
    match parser.peek() {
        Some(token) if token.kind != TokenKind::End => Err(unexpected(token, "the end")),
        _ => Ok(node),
    }
}

fn unexpected(token: &Token, expected: &str) -> Fault {
    Fault::new(token.at, token.describe(), expected)
}

/// The left binding power of a token.
fn power(token: &Token) -> u8 {
    match &token.kind {
        TokenKind::Comparator(_) => COMPARATOR,
        TokenKind::Sign(sign) => match *sign {
            "|" => PIPE,
            "||" => OR,
            "&&" => AND,
            "[]" => FLATTEN,
            "*" => STAR,
            "[?" => FILTER,
            "." => DOT,
            "[" => BRACKET,
            "(" => CALL,
            _ => LOOSEST,
        },
        _ => LOOSEST,
    }
}

fn node(at: usize, kind: Kind) -> Node {
    Node { at, kind }
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.next).or(self.tokens.last())
    }

    fn next_is(&self, sign: &str) -> bool {
        self.peek().is_some_and(|token| token.is(sign))
    }

    fn take(&mut self) -> Result<&'a Token, Fault> {
        let token = self
            .peek()
            .ok_or_else(|| Fault::new(1, "nothing", "an expression"))?;
        self.next += 1;
        Ok(token)
    }

    fn expect(&mut self, sign: &str) -> Result<(), Fault> {
        let token = self.take()?;
        match token.is(sign) {
            true => Ok(()),
            false => Err(unexpected(token, &format!("`{sign}`"))),
        }
    }

    /// Parses an expression whose operators have a binding power greater than `above`.
    fn expression(&mut self, above: u8) -> Result<Node, Fault> {
        let first = self.take()?;
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            let expected = format!("expressions nested at most {MAX_DEPTH} deep");
            return Err(unexpected(first, &expected));
        }
        let mut left = self.start(first)?;
        while let Some(token) = self.peek().filter(|token| power(token) > above) {
            self.next += 1;
            left = self.join(left, token)?;
        }
        self.depth -= 1;
        Ok(left)
    }

    /// Parses the expression that starts with `token`.
    fn start(&mut self, token: &Token) -> Result<Node, Fault> {
        let at = token.at;
        let current = || Box::new(node(at, Kind::Current));
        let sign = match &token.kind {
            TokenKind::Literal(value) => return Ok(node(at, Kind::Literal(value.clone()))),
            TokenKind::Identifier(name) => return Ok(node(at, Kind::Field(name.clone()))),
            TokenKind::QuotedIdentifier(name) if !self.next_is("(") => {
                return Ok(node(at, Kind::Field(name.clone())));
            }
            TokenKind::Sign(sign) => *sign,
            _ => return Err(unexpected(token, "an expression")),
        };
        match sign {
            "@" => Ok(*current()),
            "*" => self.project_values(*current(), at),
            "[?" => self.filter(*current(), at),
            "[]" => self.flatten(*current(), at),
            "{" => self.multi_select_hash(at),
            "[" if self.is_index() => self.index(at),
            "[" if self.is_star_bracket() => self.project(*current(), at),
            "[" => self.multi_select_list(at),
            "&" => {
                self.expression(LOOSEST)?;
                Ok(node(at, Kind::Reference))
            }
            "!" => Ok(node(at, Kind::Not(Box::new(self.expression(NOT)?)))),
            "(" => {
                let inner = self.expression(LOOSEST)?;
                self.expect(")")?;
                Ok(inner)
            }
            _ => Err(unexpected(token, "an expression")),
        }
    }

    /// Parses the rest of an expression after its left operand and the operator `token`.
    fn join(&mut self, left: Node, token: &Token) -> Result<Node, Fault> {
        let at = token.at;
        if let TokenKind::Comparator(comparator) = token.kind {
            let right = self.expression(COMPARATOR)?;
            return Ok(node(
                at,
                Kind::Comparison(comparator, left.into(), right.into()),
            ));
        }
        let TokenKind::Sign(sign) = token.kind else {
            return Err(unexpected(token, "an operator"));
        };
        match sign {
            "." if self.next_is("*") => {
                self.take()?;
                self.project_values(left, at)
            }
            "." => {
                let right = self.after_dot(DOT)?;
                Ok(node(right.at, Kind::Sub(left.into(), right.into())))
            }
            "|" => Ok(node(
                at,
                Kind::Pipe(left.into(), self.expression(PIPE)?.into()),
            )),
            "||" => Ok(node(at, Kind::Or(left.into(), self.expression(OR)?.into()))),
            "&&" => Ok(node(
                at,
                Kind::And(left.into(), self.expression(AND)?.into()),
            )),
            "(" => self.call(left, token),
            "[?" => self.filter(left, at),
            "[]" => self.flatten(left, at),
            "[" if self.is_index() => {
                let index = self.index(at)?;
                Ok(node(at, Kind::Sub(left.into(), index.into())))
            }
            "[" if self.is_star_bracket() => self.project(left, at),
            _ => Err(unexpected(token, "an operator, an index or `[*]`")),
        }
    }

    fn is_index(&self) -> bool {
        let next = self.peek();
        self.next_is(":") || matches!(next.map(|token| &token.kind), Some(TokenKind::Number(_)))
    }

    fn is_star_bracket(&self) -> bool {
        self.next_is("*")
            && self
                .tokens
                .get(self.next + 1)
                .is_some_and(|token| token.is("]"))
    }

    /// Parses the rest after `[`: an index, or a slice with its projection.
    fn index(&mut self, at: usize) -> Result<Node, Fault> {
        let mut numbers = Vec::new();
        let mut colons = 0;
        loop {
            let token = self.take()?;
            match &token.kind {
                TokenKind::Number(number) if numbers.len() == colons => numbers.push(*number),
                TokenKind::Sign(":") if colons < 2 => {
                    colons += 1;
                    numbers.resize(colons, 0);
                }
                TokenKind::Sign("]") => break,
                _ => return Err(unexpected(token, "an index, or `start:stop:step`")),
            }
        }
        match numbers.as_slice() {
            [index] if colons == 0 => Ok(node(at, Kind::Index(*index))),
            _ => {
                self.after_projection(STAR)?;
                Ok(node(at, Kind::Slice))
            }
        }
    }

    fn project(&mut self, list: Node, at: usize) -> Result<Node, Fault> {
        self.expect("*")?;
        self.expect("]")?;
        let body = self.after_projection(STAR)?;
        Ok(node(at, Kind::Project(list.into(), body.into())))
    }

    fn project_values(&mut self, object: Node, at: usize) -> Result<Node, Fault> {
        let body = self.after_projection(STAR)?;
        Ok(node(at, Kind::ProjectValues(object.into(), body.into())))
    }

    fn flatten(&mut self, list: Node, at: usize) -> Result<Node, Fault> {
        let flat = node(at, Kind::Flatten(list.into()));
        let body = self.after_projection(FLATTEN)?;
        Ok(node(at, Kind::Project(flat.into(), body.into())))
    }

    fn filter(&mut self, list: Node, at: usize) -> Result<Node, Fault> {
        let condition = self.expression(LOOSEST)?.into();
        self.expect("]")?;
        let body = self.after_projection(FILTER)?.into();
        let list = list.into();
        Ok(node(
            at,
            Kind::Filter {
                list,
                condition,
                body,
            },
        ))
    }

    /// Parses the right-hand side of a projection.
    fn after_projection(&mut self, above: u8) -> Result<Node, Fault> {
        let token = self
            .peek()
            .ok_or_else(|| Fault::new(1, "nothing", "an expression"))?;
        if power(token) < PROJECTION_ENDS {
            return Ok(node(token.at, Kind::Current));
        }
        if token.is("[") || token.is("[?") {
            return self.expression(above);
        }
        if token.is(".") {
            self.take()?;
            return self.after_dot(above);
        }
        Err(unexpected(token, "`.`, `[` or the end of the projection"))
    }

    fn after_dot(&mut self, above: u8) -> Result<Node, Fault> {
        let token = self
            .peek()
            .ok_or_else(|| Fault::new(1, "nothing", "a name"))?;
        let at = token.at;
        match &token.kind {
            TokenKind::Identifier(_) | TokenKind::QuotedIdentifier(_) | TokenKind::Sign("*") => {
                self.expression(above)
            }
            TokenKind::Sign("[") => {
                self.take()?;
                self.multi_select_list(at)
            }
            TokenKind::Sign("{") => {
                self.take()?;
                self.multi_select_hash(at)
            }
            _ => Err(unexpected(token, "a name, `*`, `[` or `{`")),
        }
    }

    fn multi_select_list(&mut self, at: usize) -> Result<Node, Fault> {
        let items = self.separated("]")?;
        Ok(node(at, Kind::MultiSelectList(items)))
    }

    fn multi_select_hash(&mut self, at: usize) -> Result<Node, Fault> {
        loop {
            let key = self.take()?;
            if !matches!(
                key.kind,
                TokenKind::Identifier(_) | TokenKind::QuotedIdentifier(_)
            ) {
                return Err(unexpected(key, "a name"));
            }
            self.expect(":")?;
            self.expression(LOOSEST)?;
            match self.take()? {
                token if token.is("}") => return Ok(node(at, Kind::MultiSelectHash)),
                token if token.is(",") => {}
                token => return Err(unexpected(token, "`,` or `}`")),
            }
        }
    }

    fn call(&mut self, left: Node, parenthesis: &Token) -> Result<Node, Fault> {
        let Kind::Field(name) = left.kind else {
            return Err(unexpected(parenthesis, "a function name before it"));
        };
        if self.next_is(")") {
            self.take()?;
            return Ok(node(left.at, Kind::Function(name, Vec::new())));
        }
        let arguments = self.separated(")")?;
        Ok(node(left.at, Kind::Function(name, arguments)))
    }

    /// Parses expressions separated by commas, up to `end`.
    fn separated(&mut self, end: &str) -> Result<Vec<Node>, Fault> {
        let mut items = vec![self.expression(LOOSEST)?];
        loop {
            match self.take()? {
                token if token.is(end) => return Ok(items),
                token if token.is(",") => items.push(self.expression(LOOSEST)?),
                token => return Err(unexpected(token, &format!("`,` or `{end}`"))),
            }
        }
    }
}
