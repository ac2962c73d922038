//! An order in which each step comes after those that must come before it.

use std::collections::{BTreeMap, BTreeSet};

/// Steps with what must come before them, and what had better.
#[derive(Debug)]
pub(in crate::dialect) struct Graph<V> {
    vertices: BTreeSet<V>,
    /// By the later one: the earlier ones.
    before: BTreeMap<V, BTreeSet<V>>,
    /// The same, with how much it matters; the least is given up first.
    wished: BTreeMap<V, BTreeMap<V, u8>>,
}

impl<V: Ord + Clone> Graph<V> {
    pub(in crate::dialect) fn new() -> Self {
        Self {
            vertices: BTreeSet::new(),
            before: BTreeMap::new(),
            wished: BTreeMap::new(),
        }
    }

    pub(in crate::dialect) fn add(&mut self, vertex: V) {
        self.vertices.insert(vertex);
    }

    pub(in crate::dialect) fn has(&self, vertex: &V) -> bool {
        self.vertices.contains(vertex)
    }

    pub(in crate::dialect) fn vertices(&self) -> impl Iterator<Item = &V> {
        self.vertices.iter()
    }

    /// `earlier` must come before `later`, if both are there.
    pub(in crate::dialect) fn must(&mut self, earlier: &V, later: &V) {
        if earlier != later && self.has(earlier) && self.has(later) {
            self.before
                .entry(later.clone())
                .or_default()
                .insert(earlier.clone());
        }
    }

    /// `earlier` had better come before `later`.
    pub(in crate::dialect) fn wish(&mut self, earlier: &V, later: &V, weight: u8) {
        if earlier != later && self.has(earlier) && self.has(later) {
            let wishes = self.wished.entry(later.clone()).or_default();
            let weight = weight.max(wishes.get(earlier).copied().unwrap_or(0));
            wishes.insert(earlier.clone(), weight);
        }
    }

    /// What must come before a vertex.
    pub(in crate::dialect) fn before(&self, vertex: &V) -> impl Iterator<Item = &V> {
        self.before.get(vertex).into_iter().flatten()
    }

    /// All vertices, each behind what must come before it; among those that may come next, the
    /// one with the least `rank`.
    ///
    /// # Errors
    /// The vertices that wait for each other.
    pub(in crate::dialect) fn sorted<R: Ord + Clone>(
        &self,
        rank: impl Fn(&V) -> R,
    ) -> Result<Vec<V>, Vec<V>> {
        let mut waiting: BTreeMap<&V, usize> = BTreeMap::new();
        let mut hoping: BTreeMap<&V, usize> = BTreeMap::new();
        let mut after: BTreeMap<&V, Vec<&V>> = BTreeMap::new();
        let mut hoped: BTreeMap<&V, Vec<&V>> = BTreeMap::new();
        for vertex in &self.vertices {
            waiting.insert(vertex, self.before.get(vertex).map_or(0, BTreeSet::len));
            hoping.insert(vertex, self.wished.get(vertex).map_or(0, BTreeMap::len));
            for earlier in self.before(vertex) {
                after.entry(earlier).or_default().push(vertex);
            }
            for earlier in self.wished.get(vertex).into_iter().flat_map(BTreeMap::keys) {
                hoped.entry(earlier).or_default().push(vertex);
            }
        }
        let mut done: BTreeSet<&V> = BTreeSet::new();
        let mut sorted = Vec::with_capacity(self.vertices.len());
        let mut ready: BTreeSet<(R, &V)> = BTreeSet::new();
        let mut hopeful: BTreeSet<&V> = BTreeSet::new();
        for vertex in &self.vertices {
            if waiting[vertex] == 0 {
                if hoping[vertex] == 0 {
                    ready.insert((rank(vertex), vertex));
                } else {
                    hopeful.insert(vertex);
                }
            }
        }
        while sorted.len() < self.vertices.len() {
            let next = match ready.pop_first() {
                Some((_, vertex)) => vertex,
                None => {
                    let given_up = hopeful
                        .iter()
                        .min_by_key(|vertex| (self.unfulfilled(vertex, &done), rank(vertex)));
                    let Some(vertex) = given_up.copied() else {
                        let left = self.vertices.iter().filter(|v| !done.contains(v));
                        return Err(left.cloned().collect());
                    };
                    hopeful.remove(vertex);
                    vertex
                }
            };
            done.insert(next);
            sorted.push(next.clone());
            for later in hoped.get(next).into_iter().flatten() {
                if let Some(count) = hoping.get_mut(later) {
                    *count -= 1;
                    if *count == 0 && hopeful.remove(later) {
                        ready.insert((rank(later), later));
                    }
                }
            }
            for later in after.get(next).into_iter().flatten() {
                if let Some(count) = waiting.get_mut(later) {
                    *count -= 1;
                    if *count == 0 {
                        if hoping[later] == 0 {
                            ready.insert((rank(later), later));
                        } else {
                            hopeful.insert(later);
                        }
                    }
                }
            }
        }
        Ok(sorted)
    }

    fn unfulfilled(&self, vertex: &V, done: &BTreeSet<&V>) -> u32 {
        self.wished
            .get(vertex)
            .into_iter()
            .flatten()
            .filter(|(earlier, _)| !done.contains(earlier))
            .map(|(_, weight)| u32::from(*weight).pow(3))
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::Graph;

    #[test]
    fn what_must_come_first_does_and_wishes_give_way_in_a_circle() {
        let mut graph = Graph::new();
        for vertex in 1..=4 {
            graph.add(vertex);
        }
        graph.must(&4, &1);
        graph.wish(&1, &4, 1);
        graph.wish(&3, &2, 1);
        assert_eq!(graph.sorted(|v| *v), Ok(vec![3, 2, 4, 1]));
        graph.must(&1, &4);
        assert_eq!(graph.sorted(|v| *v), Err(vec![1, 4]));
    }
}
