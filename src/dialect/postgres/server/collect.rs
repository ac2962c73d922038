//! Drops what killed runs left behind: databases with this tool's prefix and mark, for throwing
//! away, whose process on this machine is gone. Never anything else.

use super::home::Home;
use crate::dialect::postgres::quote;
use crate::dialect::throwaway::name;
use crate::dialect::throwaway::owner::{Life, Use};

/// Drops them. What cannot be dropped is left to the next run.
pub(super) fn dead(home: &Home) {
    for (name, mark, commented) in home.facts().ours() {
        let how = match mark {
            // The killed process may have left a session that is still at work.
            Some(mark) if mark.kind == Use::Throwaway && mark.life() == Life::Gone => {
                " WITH (FORCE)"
            }
            None if !commented && was_never_marked(name) => "",
            _ => continue,
        };
        let sql = format!("DROP DATABASE IF EXISTS {}{how}", quote::ident(name));
        let _ = home.connection().execute(&sql);
    }
}

/// Whether the process that made it was killed before it could mark it.
fn was_never_marked(name: &str) -> bool {
    name::owner(name).is_some_and(|owner| owner.life() == Life::Gone)
}
