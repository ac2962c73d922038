//! Many seeds, and what is told of them.

use super::finding::{Finding, Law, without_names};
use anyhow::{Context, bail};
use std::collections::HashMap;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Why a lock is never poisoned.
const NO_PANIC: &str = "no worker panics with the lock";

/// What is known of a seed: the reason where it was refused by name, or the law that does not hold.
pub(super) type Verdict = Result<Option<String>, Box<Finding>>;

/// Judges a seed, and makes what is found smaller until a moment, where one is given. Each worker
/// has one of its own.
pub(super) type Judge<'a> = Box<dyn FnMut(u64, Option<Instant>) -> Verdict + 'a>;

/// For which engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Engine {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
    /// MySQL and MariaDB.
    Mysql,
}

/// What the command line asks for.
#[derive(Debug)]
pub(super) struct Options {
    /// For which engine.
    pub(super) engine: Engine,
    pub(super) seeds: u64,
    pub(super) start: u64,
    jobs: usize,
    /// After how many seconds no further seed is begun; 0 where all are tried.
    seconds: u64,
    /// How many findings of one kind are made smaller and told; of the others, only the seed is.
    shown: usize,
    /// For how many seconds a finding is made smaller at most.
    shrink: u64,
    /// The URL of a server to use in place of a throwaway cluster, without a database.
    pub(super) server: Option<String>,
}

#[derive(Default)]
struct Progress {
    next: AtomicU64,
    passed: AtomicU64,
    failed: AtomicU64,
    refused: Mutex<HashMap<String, u64>>,
    done: AtomicBool,
    kinds: Mutex<HashMap<(Law, String), Vec<u64>>>,
}

impl Options {
    /// Reads the arguments.
    ///
    /// # Errors
    /// Where one is not understood.
    pub(super) fn parse(arguments: &[String]) -> anyhow::Result<Self> {
        let jobs = std::thread::available_parallelism()
            .map_or(2, usize::from)
            .min(2);
        let mut options = Self {
            engine: Engine::Sqlite,
            seeds: 10_000,
            start: 0,
            jobs,
            seconds: 0,
            shown: 3,
            shrink: 30,
            server: None,
        };
        let mut rest = arguments.iter();
        while let Some(flag) = rest.next() {
            let value = rest
                .next()
                .with_context(|| format!("{flag} needs a value"))?;
            options.set(flag, value)?;
        }
        Ok(options)
    }

    fn set(&mut self, flag: &str, value: &str) -> anyhow::Result<()> {
        let number = || -> anyhow::Result<u64> {
            value
                .parse()
                .with_context(|| format!("{flag} {value} is no number"))
        };
        match flag {
            "--engine" => {
                self.engine = match value {
                    "sqlite" => Engine::Sqlite,
                    "postgres" => Engine::Postgres,
                    "mysql" => Engine::Mysql,
                    _ => bail!("there is no engine {value}; engines: sqlite postgres mysql"),
                }
            }
            "--server" => self.server = Some(value.to_owned()),
            "--seeds" => self.seeds = number()?,
            "--start" | "--from" => self.start = number()?,
            "--seed" => (self.start, self.seeds) = (number()?, 1),
            "--jobs" => self.jobs = usize::try_from(number()?)?.max(1),
            "--seconds" => self.seconds = number()?,
            "--shown" => self.shown = usize::try_from(number()?)?,
            "--shrink" => self.shrink = number()?,
            _ => bail!(
                "there is no flag {flag}; flags: --engine --seeds --start --seed --seconds --jobs --shown --shrink --server, each with a value"
            ),
        }
        Ok(())
    }
}

/// Tries the seeds. Gives 1 where a law does not hold.
///
/// # Errors
/// Where a worker cannot begin.
pub(super) fn run<'a>(
    options: &Options,
    worker: &(dyn Fn() -> anyhow::Result<Judge<'a>> + Sync),
) -> anyhow::Result<ExitCode> {
    // A panic of the code under test is a finding, told with its case.
    std::panic::set_hook(Box::new(|_| {}));
    let progress = Progress::default();
    let began = Instant::now();
    let outcome = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..options.jobs)
            .map(|_| {
                scope.spawn(|| -> anyhow::Result<()> {
                    work(options, &progress, began, &mut worker()?);
                    Ok(())
                })
            })
            .collect();
        scope.spawn(|| tell(options, &progress, began));
        let mut outcome = Ok(());
        for worker in workers {
            match worker.join() {
                Ok(Ok(())) => {}
                Ok(error) => outcome = error,
                Err(_) => {
                    eprintln!("a worker stopped: some seeds were not tried");
                    progress.failed.fetch_add(1, Ordering::Relaxed);
                }
            }
        }
        progress.done.store(true, Ordering::Relaxed);
        outcome
    });
    outcome?;
    Ok(conclude(&progress, began))
}

fn work(options: &Options, progress: &Progress, began: Instant, judge: &mut Judge<'_>) {
    let end = match options.seconds {
        0 => None,
        seconds => Some(began + Duration::from_secs(seconds)),
    };
    while end.is_none_or(|end| Instant::now() < end) {
        let seed = progress.next.fetch_add(1, Ordering::Relaxed);
        if seed >= options.seeds {
            return;
        }
        let finding = match judge(options.start + seed, None) {
            Err(finding) => finding,
            Ok(refusal) => {
                progress.passed.fetch_add(1, Ordering::Relaxed);
                if let Some(reason) = refusal {
                    let mut refused = progress.refused.lock().expect(NO_PANIC);
                    *refused.entry(without_names(&reason, 12)).or_default() += 1;
                }
                continue;
            }
        };
        progress.failed.fetch_add(1, Ordering::Relaxed);
        let seen = {
            let mut kinds = progress.kinds.lock().expect(NO_PANIC);
            let seeds = kinds
                .entry((finding.law, finding.class.clone()))
                .or_default();
            seeds.push(finding.seed);
            seeds.len()
        };
        println!("{}", finding.headline());
        if seen > options.shown {
            continue;
        }
        // At once, for making it smaller takes its time.
        println!("{}\n", finding.error.trim_end());
        let until = Instant::now() + Duration::from_secs(options.shrink);
        let until = end.map_or(until, |end| until.min(end));
        if let Err(smaller) = judge(options.start + seed, Some(until)) {
            println!("{smaller}");
        }
    }
}

fn tell(options: &Options, progress: &Progress, began: Instant) {
    let mut told = Instant::now();
    while !progress.done.load(Ordering::Relaxed) {
        std::thread::sleep(Duration::from_millis(50));
        if told.elapsed() < Duration::from_secs(1) {
            continue;
        }
        told = Instant::now();
        let passed = progress.passed.load(Ordering::Relaxed);
        let failed = progress.failed.load(Ordering::Relaxed);
        let speed = (passed + failed) as f64 / began.elapsed().as_secs_f64();
        eprintln!(
            "{} of {}: {failed} failed, {speed:.0} a second",
            passed + failed,
            options.seeds
        );
    }
}

fn conclude(progress: &Progress, began: Instant) -> ExitCode {
    let kinds = progress.kinds.lock().expect(NO_PANIC);
    let mut kinds: Vec<_> = kinds.iter().collect();
    kinds.sort();
    for ((law, class), seeds) in kinds {
        let mut seeds = seeds.clone();
        seeds.sort_unstable();
        let first: Vec<String> = seeds.iter().take(8).map(ToString::to_string).collect();
        let more = if seeds.len() > first.len() {
            ", …"
        } else {
            ""
        };
        println!(
            "{:>6} × law {law} [{class}]: seeds {}{more}",
            seeds.len(),
            first.join(", ")
        );
    }
    let refused = progress.refused.lock().expect(NO_PANIC);
    for (reason, count) in refused.iter() {
        println!("{count:>6} × refused by name (passes): {reason} …");
    }
    let (passed, failed) = (
        progress.passed.load(Ordering::Relaxed),
        progress.failed.load(Ordering::Relaxed),
    );
    let seconds = began.elapsed().as_secs_f64();
    println!("{passed} passed, {failed} failed in {seconds:.1} s");
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    }
}
