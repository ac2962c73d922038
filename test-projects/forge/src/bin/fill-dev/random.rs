//! Numbers that look random and are always the same.

use std::collections::BTreeSet;
use std::ops::Range;

/// SplitMix64: small, fast, and the same numbers on every machine.
///
/// Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators",
/// OOPSLA 2014.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, limit: u8) -> u8 {
        u8::try_from(self.next() % u64::from(limit)).expect("a remainder is below its divisor")
    }

    pub(crate) fn within(&mut self, range: &Range<i64>) -> i64 {
        let width = range.end.abs_diff(range.start);
        let offset = self.next() % width;
        range.start.saturating_add_unsigned(offset)
    }

    pub(crate) fn chance(&mut self, percent: u8) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn sometimes<T>(
        &mut self,
        percent: u8,
        make: impl FnOnce(&mut Self) -> T,
    ) -> Option<T> {
        self.chance(percent).then(|| make(self))
    }

    pub(crate) fn pick<T: Copy, const N: usize>(&mut self, choices: &[T; N]) -> T {
        let index = self.next() % (N as u64);
        choices[usize::try_from(index).expect("the index is below an array's length")]
    }

    /// Some second of a year. No month has fewer than 28 days.
    pub(crate) fn time(&mut self, year: u16) -> String {
        format!(
            "{year}-{:02}-{:02} {:02}:{:02}:{:02}",
            self.below(12) + 1,
            self.below(28) + 1,
            self.below(24),
            self.below(60),
            self.below(60),
        )
    }

    /// For each on the left up to so many on the right, no pair twice.
    pub(crate) fn pairs(
        &mut self,
        left: &Range<i64>,
        right: &Range<i64>,
        at_most: u8,
    ) -> BTreeSet<(i64, i64)> {
        let mut pairs = BTreeSet::new();
        for one in left.clone() {
            for _ in 0..=self.below(at_most) {
                pairs.insert((one, self.within(right)));
            }
        }
        pairs
    }
}
