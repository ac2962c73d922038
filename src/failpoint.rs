//! Places at which a build for tests can be made to die, as `kill -9` would have it.
//!
//! `CARGO_MIGRATE_FAILPOINT=name:step` or `name:step:run` names one, such as `after_statement:3:down`;
//! the run is `up`, `down` or `rehearsal`, which only that word means. What lies between two of them happens in less time than any timed
//! kill can aim at, so only this finds out what the next run makes of it. A release build has none.

/// What a run on a snapshot is called.
pub(crate) const REHEARSAL: &str = "rehearsal";

/// Ends the process if this is the place that the environment names.
#[cfg(debug_assertions)]
pub(crate) fn reach(name: &str, step: u32, run: &str) {
    let Ok(wanted) = std::env::var("CARGO_MIGRATE_FAILPOINT") else {
        return;
    };
    let here = format!("{name}:{step}");
    let is_real = run != REHEARSAL;
    if wanted == here && is_real || wanted == format!("{here}:{run}") {
        std::process::abort();
    }
}

/// Nothing in a release build.
#[cfg(not(debug_assertions))]
pub(crate) fn reach(_: &str, _: u32, _: &str) {}
