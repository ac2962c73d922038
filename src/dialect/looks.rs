//! The last looks at a database's schema: the newest stands for another look as long as nothing
//! can have changed, and the others for a schema that comes back.

use crate::error::Result;
use crate::schema::Schema;
use std::cell::RefCell;
use std::collections::VecDeque;

/// How many looks are remembered: before a script, after it, and after it was taken back.
const KEPT: usize = 3;

/// What the catalog said at some moment.
struct Look {
    /// None where somebody may have been changing something.
    moment: Option<String>,
    text: String,
    schema: Schema,
}

/// The last looks, the newest first.
#[derive(Default)]
pub(super) struct Looks(RefCell<VecDeque<Look>>);

impl Looks {
    /// A text that is equal where the schema is equal to the letter: what `inspect` gives beside
    /// the schema. `moment` is another one whenever the catalog may have changed since; none where
    /// that cannot be known.
    pub(super) fn text(
        &self,
        moment: Option<String>,
        inspect: impl FnOnce() -> Result<(Schema, String)>,
    ) -> Result<String> {
        if let Some(look) = self.0.borrow().front()
            && look.moment.is_some()
            && look.moment == moment
        {
            return Ok(look.text.clone());
        }
        let (schema, text) = inspect()?;
        let mut looks = self.0.borrow_mut();
        looks.retain(|look| look.text != text);
        looks.truncate(KEPT - 1);
        looks.push_front(Look {
            moment,
            text: text.clone(),
            schema,
        });
        Ok(text)
    }

    /// The schema that had this text, where it is one of the last.
    pub(super) fn remembered(&self, text: &str) -> Option<Schema> {
        let looks = self.0.borrow();
        let look = looks.iter().find(|look| look.text == text)?;
        Some(look.schema.clone())
    }
}
