//! Comments and grants, by what they are said of.

use crate::dialect::postgres::connect::Answer;
use crate::schema::Attributes;
use std::collections::HashMap;

/// Comments and grants of the whole database.
#[derive(Default)]
pub(super) struct Said {
    comments: HashMap<Place, String>,
    grants: HashMap<Place, Vec<String>>,
}

/// The catalog, the object in it, and the column or 0.
type Place = (u32, u32, i32);

impl Said {
    /// Reads the answers.
    pub(super) fn read(answers: &[Answer]) -> Self {
        let mut said = Self::default();
        for answer in answers {
            let place = (
                super::text::number(answer, 0),
                super::text::number(answer, 1),
                super::text::number(answer, 2),
            );
            let text = answer.text(4).to_owned();
            if answer.text(3) == "comment" {
                said.comments.insert(place, text);
            } else {
                said.grants.entry(place).or_default().push(text);
            }
        }
        said.grants.values_mut().for_each(|grants| grants.sort());
        said
    }

    /// Writes down what is said of a column, or, with 0, of the whole.
    pub(super) fn write(&self, catalog: u32, object: u32, column: i32, to: &mut Attributes) {
        let place = (catalog, object, column);
        if let Some(comment) = self.comments.get(&place) {
            to.insert("comment".to_owned(), comment.clone());
        }
        if let Some(grants) = self.grants.get(&place) {
            to.insert("grants".to_owned(), super::text::list(grants));
        }
    }
}
