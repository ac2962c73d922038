//! Smaller cases that fail in the same way.

use super::finding::Failure;
use std::time::Instant;

/// Makes the case smaller as long as `fails` gives a failure of the same law and kind, with at most
/// so many trials and until a moment: the smallest one by then is given. `candidates` gives cases that are one step smaller, the boldest steps first;
/// `fails` gives nothing for those that are no cases.
pub(super) fn shrink<C>(
    case: C,
    failure: Failure,
    trials: usize,
    until: Instant,
    candidates: &dyn Fn(&C) -> Vec<C>,
    fails: &mut dyn FnMut(&C) -> Option<Failure>,
) -> (C, Failure) {
    let (mut case, mut failure) = (case, failure);
    let mut left = trials;
    loop {
        let mut progress = false;
        let mut at = 0;
        let mut all = candidates(&case);
        while at < all.len() && left > 0 && Instant::now() < until {
            left -= 1;
            let smaller = all.swap_remove(at);
            if let Some(found) = fails(&smaller)
                && found.law == failure.law
                && found.class == failure.class
            {
                (case, failure) = (smaller, found);
                progress = true;
                all = candidates(&case);
            } else {
                all.push(smaller);
                let last = all.len() - 1;
                all.swap(at, last);
                at += 1;
            }
        }
        if !progress || left == 0 || Instant::now() >= until {
            return (case, failure);
        }
    }
}
