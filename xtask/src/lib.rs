//! What the project's own tests and its `cargo xtask` commands share.

pub mod fuzz;
