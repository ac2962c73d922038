//! The schema file of a project that has migrations or a database, but no such file yet.

use crate::dialect::Form;
use crate::diff::compare;
use crate::error::{Error, Result};
use crate::schema::Schema;
use crate::workflow::context::{Context, Silent};
use crate::workflow::source::{self, SourceFile};

/// What a schema file says that nobody has written yet.
pub(super) const EMPTY: &str =
    "-- How the database should look. Change it here, then: cargo migrate new \"what changed\"\n";

/// The head of a schema file that was made from what was there.
const FOUND: &str =
    "How the database should look. Change it here, then: cargo migrate new \"what changed\"";

/// The schema of the history's head, else of the development database, with where it is from.
pub(super) fn found(context: &Context) -> Result<Option<(String, String)>> {
    if context.project.migrations.is_dir() {
        let history = context.sound_history()?;
        if !history.migrations.is_empty() {
            let schema = context
                .replay(&history.migrations, &mut Silent)?
                .inspect()?;
            let from = format!("what the {} migrations lead to", history.migrations.len());
            return Ok(Some((script(context, &schema)?, from)));
        }
    }
    match context.development_if_there()? {
        Some(database) if !database.is_empty()? => {
            let schema = database.inspect()?;
            Ok(Some((
                script(context, &schema)?,
                "what the development database holds".to_owned(),
            )))
        }
        _ => Ok(None),
    }
}

/// SQL that makes this schema, proven to do so.
fn script(context: &Context, schema: &Schema) -> Result<String> {
    let dialect = context.dialect()?;
    // What every new database of the engine holds need not be made.
    let empty = context.empty()?.inspect()?;
    let drafts = dialect.drafts(&empty, schema, &[], Form::Fast)?;
    let text = match drafts.split_first() {
        None => EMPTY.to_owned(),
        Some((first, rest)) => rest
            .iter()
            .fold(first.up.render_with(FOUND), |text, draft| {
                text + "\n" + &draft.up.render()
            }),
    };
    let file = SourceFile {
        path: "schema.sql".into(),
        sql: text,
    };
    let built = source::build(
        dialect,
        context.empty()?,
        std::slice::from_ref(&file),
        &mut Silent,
    )?;
    let differences = compare(&built.inspect()?, schema);
    match differences.first() {
        None => Ok(file.sql),
        Some(first) => Err(Error::internal(format!(
            "what is there can't be written as one file: {first}"
        ))),
    }
}
