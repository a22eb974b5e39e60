//! The components of small graphs, compared with a search from every shape.

use std::collections::BTreeSet;

use crate::ast::parse_model;
use crate::json::Cursor;

use super::*;

const SHAPES: usize = 7;

/// The members of each structure by their targets.
type Graph = [BTreeSet<usize>; SHAPES];

/// Graphs with more and more members, in a fixed sequence that looks random.
fn graphs() -> impl Iterator<Item = Graph> {
    let mut state = 2026_u64;
    let mut next = move || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap_or_default()
    };
    (0..600).map(move |number| {
        let mut graph = Graph::default();
        for _ in 0..number % 16 {
            let (from, to) = (next() % SHAPES, next() % SHAPES);
            graph[from].insert(to);
        }
        graph
    })
}

fn reaches(graph: &Graph, from: usize, to: usize) -> bool {
    let (mut seen, mut waiting) = (BTreeSet::new(), vec![from]);
    while let Some(shape) = waiting.pop() {
        if shape == to {
            return true;
        }
        if seen.insert(shape) {
            waiting.extend(&graph[shape]);
        }
    }
    false
}

fn model(graph: &Graph) -> String {
    let shapes: Vec<String> = graph
        .iter()
        .enumerate()
        .map(|(number, targets)| {
            let members: Vec<String> = targets
                .iter()
                .map(|target| format!(r#""M{target}": {{"target": "t#S{target}"}}"#))
                .collect();
            let members = members.join(", ");
            format!(r#""t#S{number}": {{"type": "structure", "members": {{{members}}}}}"#)
        })
        .collect();
    format!(
        r#"{{"smithy": "2.0", "shapes": {{{}}}}}"#,
        shapes.join(", ")
    )
}

#[test]
fn a_member_leads_back_if_a_path_does() {
    let mut cycles = 0;
    for graph in graphs() {
        let text = model(&graph);
        let mut d = Diagnostics::default();
        let json = serde_json::from_str(&text).expect("valid JSON");
        let root = Cursor::new(&json, "model.json", "");
        let model = parse_model(&root, "model.json", &mut d).expect("a valid model");
        let recursion = Recursion::of(&model);
        for (from, targets) in graph.iter().enumerate() {
            let shape = &model.shapes[format!("t#S{from}").as_str()];
            for (member, target) in shape.members().iter().zip(targets) {
                let expected = reaches(&graph, *target, from);
                let found = recursion.leads_back(member, shape.id);
                assert_eq!(found, expected, "S{from} to S{target} in {text}");
                cycles += usize::from(found);
            }
        }
    }
    assert!(cycles > 500, "{cycles}");
}
