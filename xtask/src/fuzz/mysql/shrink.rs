//! Cases in plainer words.

use super::Case;
use super::model::raw;
use super::names::quoted;
use super::slot::Slot;
use crate::fuzz::candidates::{SIDES, ids, with};

/// Plain names, and plain types.
pub(super) fn plainer(case: &Case, all: &mut Vec<Case>) {
    for id in ids(case) {
        all.push(with(case, (true, true), &|schema| {
            if let Some(object) = schema.get_mut(id)
                && quoted(&object.name).starts_with('`')
            {
                object.name = format!("c{}", id.0);
            }
        }));
        for sides in SIDES {
            all.push(with(case, sides, &|schema| {
                if let Some(object) = schema.get_mut(id)
                    && object.has(Slot::Type)
                    && object.word(Slot::Type) != "int"
                {
                    object.set(Slot::Type, raw("int"));
                }
            }));
        }
    }
}
