//! A case on a server: both schemas as databases of their own, what is drafted between them, and
//! the way there and back.

use super::{
    Case, Ground, Like, Outcome, State, Way, in_full, is_outside, on_rows, rename, reversed,
    run_as_tool, ways, while_,
};
use cargo_migrate::dialect::{Access, Dialect, Form, Ignore};
use cargo_migrate::diff::Rename;
use cargo_migrate::draft::Draft;
use cargo_migrate::project::DatabaseUrl;

/// How many files there may be in one direction.
const MOST: usize = 4;

/// An empty database of an engine, with a client that shares no code with what is tested.
pub(crate) trait Bench {
    /// Its URL.
    fn url(&self) -> String;
    /// The engine, with its server.
    fn dialect(&self, url: DatabaseUrl) -> Box<dyn Dialect>;
    /// Runs statements in one message.
    fn run(&mut self, sql: &str) -> Outcome;
    /// Runs a script as sqlx does.
    fn run_script(&mut self, script: &str) -> Outcome;
    /// Its schema, as something dumps it that shares no code with what is tested.
    fn dump(&mut self) -> Outcome<Vec<String>>;
    /// What that is.
    fn judge(&self) -> &'static str;
    /// Its rows.
    fn state(&mut self) -> Outcome<State>;
    /// Whether a script that stops leaves everything as it was.
    fn is_all_or_nothing(&self) -> bool;
}

/// A database with one of the two schemas, and what it was like then.
struct Side {
    bench: Box<dyn Bench>,
    like: Like,
}

impl Side {
    fn build(mut bench: Box<dyn Bench>, sql: &str) -> Outcome<Self> {
        bench.run(sql)?;
        let like = like(&mut *bench)?;
        Ok(Self { bench, like })
    }
}

fn parsed(bench: &dyn Bench) -> Outcome<DatabaseUrl> {
    DatabaseUrl::parse(&bench.url()).map_err(in_full)
}

fn like(bench: &mut dyn Bench) -> Outcome<Like> {
    let url = parsed(bench)?;
    let schema = bench
        .dialect(url.clone())
        .open(&url, Access::Read, &Ignore::default())
        .and_then(|database| database.inspect())
        .map_err(in_full)?;
    let dump = bench.dump()?;
    Ok(Like { schema, dump })
}

/// Checks a case: the drafts to the letter, if `to_the_letter`; up, down and up again on rows; and
/// the same the other way round by this tool's own runner, on empty tables.
pub(crate) fn check(
    case: &Case,
    form: Form,
    to_the_letter: bool,
    bench: &dyn Fn() -> Box<dyn Bench>,
) -> Outcome {
    let renames = case.renames.iter().map(String::as_str).map(rename);
    let renames: Vec<Rename> = renames.collect::<Outcome<_>>()?;
    let mut before = Side::build(bench(), &case.before).map_err(while_("before.sql"))?;
    let mut after = Side::build(bench(), &case.after).map_err(while_("after.sql"))?;
    let dialect = before.bench.dialect(parsed(&*before.bench)?);
    let draft = |from: &Like, to: &Like, renames: &[Rename]| -> Outcome<Vec<Draft>> {
        dialect
            .drafts(&from.schema, &to.schema, renames, form)
            .map_err(in_full)
    };
    let Some(drafts) = case.drafts(|| draft(&before.like, &after.like, &renames))? else {
        return Ok(());
    };
    if to_the_letter {
        case.snapshots(&drafts, MOST)?;
    }
    let [up, down] = ways(&drafts, &renames);
    before.bench.run(&case.rows).map_err(while_("rows.sql"))?;
    let mut ground = Travelled {
        bench: &mut *before.bench,
        start: &before.like,
        goal: &after.like,
    };
    on_rows(case, &mut ground, &up, &down)?;
    let renames = reversed(&renames);
    let back = draft(&after.like, &before.like, &renames);
    let back = back.map_err(while_("the other way round"))?;
    let [up, down] = ways(&back, &renames);
    let url = parsed(&*after.bench)?;
    for (way, goal) in [(&up, &before.like), (&down, &after.like)] {
        run_as_tool(&*dialect, &url, way)
            .and_then(|()| like(&mut *after.bench)?.is(goal, after.bench.judge()))
            .map_err(while_(way.word))
            .map_err(while_("the other way round"))?;
    }
    Ok(())
}

/// The database on whose rows the scripts run.
struct Travelled<'a> {
    bench: &'a mut dyn Bench,
    start: &'a Like,
    goal: &'a Like,
}

impl Ground for Travelled<'_> {
    fn state(&mut self) -> Outcome<State> {
        self.bench.state()
    }

    fn travel(&mut self, way: &Way) -> Outcome {
        for script in &way.scripts {
            self.bench.run_script(script)?;
            if is_outside(script) {
                let once = self.state()?;
                self.bench.run_script(script).map_err(while_("run twice"))?;
                if self.state()? != once {
                    return Err("run twice, it is not as run once".to_owned());
                }
            }
        }
        let goal = match way.word {
            "down" => self.start,
            _ => self.goal,
        };
        let judge = self.bench.judge();
        like(self.bench)?.is(goal, judge)
    }

    fn is_all_or_nothing(&self) -> bool {
        self.bench.is_all_or_nothing()
    }
}
