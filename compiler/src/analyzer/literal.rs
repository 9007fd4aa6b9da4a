//! Literals: vectors, maps and sets with parts to evaluate, and their metadata.
//!
//! A literal all of whose parts are constant is a constant.

use super::form;
use super::{Analyzer, Pos, Res};
use crate::node::{Node, NodeKind};
use runtime::Value;
use runtime::coll::{list, map, set, vector};

impl Analyzer<'_> {
    pub fn analyze_vector(&mut self, form: &Value) -> Res<Node> {
        let items = form::vector_items(form).unwrap_or_default();
        let nodes = self.analyze_all(&items)?;
        let span = self.span;
        let node = match constants(&nodes) {
            Some(values) => Node::new(NodeKind::Const(vector::from_vec(values).into()), span),
            None => Node::new(NodeKind::Vector(nodes), span),
        };
        self.with_literal_meta(form, node)
    }

    pub fn analyze_set(&mut self, form: &Value) -> Res<Node> {
        let items: Vec<Value> = set::iter(form).cloned().collect();
        let nodes = self.analyze_all(&items)?;
        let node = match constants(&nodes) {
            Some(values) => {
                let made = set::from_constants(self.t, values);
                let value = self.run(made)?;
                self.node(NodeKind::Const(value))
            }
            None => self.node(NodeKind::Set(nodes)),
        };
        self.with_literal_meta(form, node)
    }

    pub fn analyze_map(&mut self, form: &Value) -> Res<Node> {
        let node = self.analyze_pairs(&map::entries(form))?;
        self.with_literal_meta(form, node)
    }

    /// A map of these keys and values.
    pub fn analyze_pairs(&mut self, pairs: &[(Value, Value)]) -> Res<Node> {
        let mut nodes = Vec::with_capacity(pairs.len());
        for (key, value) in pairs {
            nodes.push((self.analyze(key, Pos::Value)?, self.analyze(value, Pos::Value)?));
        }
        let constant: Option<Vec<(Value, Value)>> =
            nodes.iter().map(|(k, v)| Some((k.as_const()?.clone(), v.as_const()?.clone()))).collect();
        Ok(match constant {
            Some(pairs) => {
                let made = map::from_pairs(self.t, pairs);
                let value = self.run(made)?;
                self.node(NodeKind::Const(value))
            }
            None => self.node(NodeKind::Map(nodes)),
        })
    }

    /// `()`
    pub fn analyze_empty(&mut self, _form: &Value) -> Res<Node> {
        Ok(self.node(NodeKind::Const(list::empty())))
    }

    /// The node of a collection literal with the metadata of its form, which is evaluated too.
    fn with_literal_meta(&mut self, form: &Value, node: Node) -> Res<Node> {
        let meta = form::meta(form);
        if meta.is_nil() || map::count(&meta) == 0 {
            return Ok(node);
        }
        let meta = self.analyze_pairs(&map::entries(&meta))?;
        Ok(self.node(NodeKind::WithMeta { value: Box::new(node), meta: Box::new(meta) }))
    }
}

/// The values, if all nodes are constants.
fn constants(nodes: &[Node]) -> Option<Vec<Value>> {
    nodes.iter().map(|node| node.as_const().cloned()).collect()
}
