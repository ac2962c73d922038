#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::sync::mpsc::channel;
use std::time::Instant;

use super::*;
use crate::workflow::command::tests::{open, project};

#[test]
fn saves_are_told_and_what_the_build_writes_is_not() {
    let (folder, _) = project("schema = [\"schema.sql\", \"db/*.sql\"]\nsetup = [\"true\"]");
    let root = folder.path().to_owned();
    fs::create_dir_all(root.join("db")).unwrap();
    fs::create_dir_all(root.join("target/debug")).unwrap();
    fs::write(root.join("schema.sql"), "").unwrap();
    let (sender, told) = channel();
    let context_root = root.clone();
    let watching = std::thread::spawn(move || {
        let context = open(&context_root);
        watch(&context, &mut |paths| {
            sender.send(paths.to_vec()).unwrap();
            let last = paths.iter().any(|path| path.ends_with("last.sql"));
            if last {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })
    });
    // The watch is on when a first save is told.
    let begin = Instant::now();
    while told.try_recv().is_err() {
        assert!(
            begin.elapsed() < Duration::from_secs(20),
            "no save was told"
        );
        fs::write(root.join("schema.sql"), format!("-- {:?}", begin.elapsed())).unwrap();
        std::thread::sleep(QUIET * 3);
    }
    let next = || told.recv_timeout(Duration::from_secs(10)).unwrap();
    std::thread::sleep(QUIET * 3);
    while told.try_recv().is_ok() {}

    for quiet in ["dev.db", "target/debug/a.rs", "notes.txt", "db/x.db"] {
        fs::write(root.join(quiet), "x").unwrap();
    }
    fs::read(root.join("schema.sql")).unwrap();
    assert!(told.recv_timeout(QUIET * 4).is_err());

    // As vim and most editors save: a new file is renamed over the old one.
    for number in 0..2 {
        fs::write(root.join(".schema.sql.swp"), format!("-- {number}")).unwrap();
        fs::rename(root.join(".schema.sql.swp"), root.join("schema.sql")).unwrap();
        assert!(next().contains(&root.join("schema.sql")));
    }
    for saved in [
        "db/new.sql",
        "migrations/20260101000000_a.up.sql",
        "src/lib.rs",
        "Cargo.toml",
    ] {
        fs::write(root.join(saved), "-- x").unwrap();
        assert_eq!(next(), [root.join(saved)]);
    }
    fs::create_dir(root.join("src/model")).unwrap();
    std::thread::sleep(QUIET);
    fs::write(root.join("src/model/user.rs"), "x").unwrap();
    assert!(next().contains(&root.join("src/model/user.rs")));

    fs::rename(root.join("db/new.sql"), root.join("db/last.sql")).unwrap();
    watching.join().unwrap().unwrap();
}
