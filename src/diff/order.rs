//! Columns that stand at another place, for engines whose tables keep an order that can be changed.

use super::TableChange;
use crate::schema::{Name, Table};
use std::collections::BTreeSet;

/// The columns of both tables that must move for the others to stay where they are, each with the
/// one behind which it then stands. As few as can be: all but a longest run that is in order
/// already. New and dropped columns do not count.
pub(super) fn moves(from: &Table, to: &Table) -> Vec<TableChange> {
    let behind = |name: &Name| {
        let at = to.columns.iter().position(|column| column.name == *name)?;
        Some(to.columns[at.checked_sub(1)?].name.clone())
    };
    let moved = moved(from, to).into_iter();
    moved
        .map(|name| TableChange::MoveColumn(name.clone(), behind(&name)))
        .collect()
}

/// The columns of both tables that must move for the others to stay where they are.
pub fn moved(from: &Table, to: &Table) -> Vec<Name> {
    let place = |table: &Table, name: &Name| table.columns.iter().position(|c| c.name == *name);
    let common: Vec<(usize, usize)> = to
        .columns
        .iter()
        .enumerate()
        .filter_map(|(at, column)| Some((place(from, &column.name)?, at)))
        .collect();
    let before: Vec<usize> = common.iter().map(|(before, _)| *before).collect();
    let stay: BTreeSet<usize> = longest_run(&before).into_iter().collect();
    let moved = common.iter().filter(|(before, _)| !stay.contains(before));
    moved.map(|(_, at)| to.columns[*at].name.clone()).collect()
}

/// A longest subsequence that grows, of numbers that are all different.
pub fn longest_run(numbers: &[usize]) -> Vec<usize> {
    // For each number: how long a run can be that ends in it, and its predecessor there.
    let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(numbers.len());
    for (at, number) in numbers.iter().enumerate() {
        let smaller = (0..at).filter(|earlier| numbers[*earlier] < *number);
        let longest = smaller.max_by_key(|earlier| (best[*earlier].0, usize::MAX - earlier));
        best.push(longest.map_or((1, None), |earlier| (best[earlier].0 + 1, Some(earlier))));
    }
    let mut end = (0..best.len()).max_by_key(|at| (best[*at].0, usize::MAX - at));
    let mut run = Vec::new();
    while let Some(at) = end {
        run.push(numbers[at]);
        end = best[at].1;
    }
    run.reverse();
    run
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_few_move_as_can_be() {
        let cases: [(&[usize], &[usize]); 6] = [
            (&[], &[]),
            (&[0, 1, 2], &[0, 1, 2]),
            (&[2, 0, 1], &[0, 1]),
            (&[1, 2, 0], &[1, 2]),
            (&[3, 0, 4, 1, 2], &[0, 1, 2]),
            (&[1, 0], &[1]),
        ];
        for (numbers, expected) in cases {
            assert_eq!(longest_run(numbers), expected, "{numbers:?}");
        }
    }
}
