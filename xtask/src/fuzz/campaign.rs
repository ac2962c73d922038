//! Many seeds, and what is told of them.

use super::run::without_names;
use super::{Finding, Law, judge};
use anyhow::{Context, bail};
use std::collections::HashMap;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Why a lock is never poisoned.
const NO_PANIC: &str = "no worker panics with the lock";

#[derive(Debug)]
struct Options {
    seeds: u64,
    start: u64,
    jobs: usize,
    /// How many findings of one kind are made smaller and told; the others are only counted.
    shown: usize,
}

#[derive(Default)]
struct Progress {
    next: AtomicU64,
    passed: AtomicU64,
    failed: AtomicU64,
    refused: Mutex<HashMap<String, u64>>,
    done: AtomicBool,
    kinds: Mutex<HashMap<(Law, String), Vec<u64>>>,
    findings: Mutex<Vec<Finding>>,
}

/// `cargo xtask fuzz [--seeds N] [--start S] [--seed X] [--jobs N] [--shown N]`. Exits with 1
/// where a law does not hold.
///
/// # Errors
/// Where an argument is not understood.
pub fn command(arguments: &[String]) -> anyhow::Result<ExitCode> {
    let options = options(arguments)?;
    // A panic of the code under test is a finding, told with its case.
    std::panic::set_hook(Box::new(|_| {}));
    let progress = Progress::default();
    let began = Instant::now();
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..options.jobs)
            .map(|_| scope.spawn(|| work(&options, &progress)))
            .collect();
        scope.spawn(|| tell(&options, &progress, began));
        for worker in workers {
            if worker.join().is_err() {
                eprintln!("a worker stopped: some seeds were not tried");
                progress.failed.fetch_add(1, Ordering::Relaxed);
            }
        }
        progress.done.store(true, Ordering::Relaxed);
    });
    Ok(conclude(&progress, began))
}

fn options(arguments: &[String]) -> anyhow::Result<Options> {
    let jobs = std::thread::available_parallelism()
        .map_or(2, usize::from)
        .min(2);
    let mut options = Options {
        seeds: 10_000,
        start: 0,
        jobs,
        shown: 3,
    };
    let mut rest = arguments.iter();
    while let Some(flag) = rest.next() {
        let value = rest
            .next()
            .with_context(|| format!("{flag} needs a number"))?;
        let number: u64 = value
            .parse()
            .with_context(|| format!("{flag} {value} is no number"))?;
        match flag.as_str() {
            "--seeds" => options.seeds = number,
            "--start" => options.start = number,
            "--seed" => (options.start, options.seeds) = (number, 1),
            "--jobs" => options.jobs = usize::try_from(number)?.max(1),
            "--shown" => options.shown = usize::try_from(number)?,
            _ => bail!(
                "there is no flag {flag}; flags: --seeds --start --seed --jobs --shown, each with a number"
            ),
        }
    }
    Ok(options)
}

fn work(options: &Options, progress: &Progress) {
    loop {
        let seed = progress.next.fetch_add(1, Ordering::Relaxed);
        if seed >= options.seeds {
            return;
        }
        let finding = match judge(options.start + seed, false) {
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
        if seen <= options.shown
            && let Err(smaller) = judge(options.start + seed, true)
        {
            progress.findings.lock().expect(NO_PANIC).push(*smaller);
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
    let mut findings = progress.findings.lock().expect(NO_PANIC);
    findings.sort_by(|a, b| {
        (a.law, &a.class, a.from.len() + a.to.len()).cmp(&(
            b.law,
            &b.class,
            b.from.len() + b.to.len(),
        ))
    });
    for finding in findings.iter() {
        println!("{finding}");
    }
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
