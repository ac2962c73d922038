//! What the commands mean. Prints nothing and asks nothing: a workflow tells its progress to the
//! caller and returns what it found.

pub mod apply;
pub mod backup;
pub mod check;
pub mod command;
pub mod context;
pub mod doctor;
pub mod draft;
pub mod hook;
pub mod impact;
pub mod init;
pub mod lock;
pub mod roundtrip;
pub mod scratch;
pub mod side;
pub mod source;
pub mod standing;
pub mod steps;
pub mod watch;
