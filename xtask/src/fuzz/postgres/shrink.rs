//! Cases that are one step smaller.

use super::Case;
use super::model::raw;
use super::slot::{Kind, Slot};
use crate::fuzz::candidates::{SIDES, ids, with};

/// Plain names, the schema `public`, and plain types.
pub(super) fn plainer(case: &Case, all: &mut Vec<Case>) {
    for id in ids(case) {
        all.push(with(case, (true, true), &|schema| {
            if let Some(object) = schema.get_mut(id) {
                object.home = None;
            }
        }));
        all.push(with(case, (true, true), &|schema| {
            if let Some(object) = schema.get_mut(id)
                && object
                    .name
                    .bytes()
                    .any(|b| !b.is_ascii_lowercase() && !b.is_ascii_digit())
                && object.kind != Kind::Operator
            {
                object.name = format!("n{}", id.0);
            }
        }));
        let types = [&case.from, &case.to].map(|schema| {
            schema
                .get(id)
                .map(|object| object.text(Slot::Type).to_vec())
                .unwrap_or_default()
        });
        for word in ["integer", "text"] {
            let plain = raw(word);
            if types
                .iter()
                .all(|text| text.is_empty() || text.as_slice() == plain.as_slice())
                || types.iter().any(|text| *text == raw("integer"))
            {
                continue;
            }
            for sides in SIDES {
                all.push(with(case, sides, &|schema| {
                    if let Some(object) = schema.get_mut(id)
                        && object.has(Slot::Type)
                        && object.kind != Kind::Aggregate
                    {
                        object.set(Slot::Type, plain.clone());
                    }
                }));
            }
        }
    }
}
