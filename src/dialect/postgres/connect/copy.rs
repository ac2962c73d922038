//! Rows in and out by `COPY`: to a writer, from a reader, and from one connection to another.

use super::Connection;
use futures_util::TryStreamExt as _;
use futures_util::stream::BoxStream;
use sqlx::Error;
use sqlx::postgres::{PgConnection, PgCopyIn};
use std::io::{Read, Write};
use tokio::runtime::Runtime;

/// A server sends a message for each row; they are passed on in pieces of about this size.
const PIECE: usize = 256 * 1024;

type Result<T> = std::result::Result<T, Error>;

impl Connection {
    /// Writes what `COPY … TO STDOUT` gives. Says how many bytes that were.
    ///
    /// # Errors
    /// The server's, after which this connection is closed where it refused the statement; or the
    /// writer's.
    pub fn copy_out(&mut self, sql: &str, to: &mut dyn Write) -> Result<u64> {
        self.each_piece(sql, &mut |piece| to.write_all(piece).map_err(Error::Io))
    }

    /// Feeds `COPY … FROM STDIN` from a reader. Says how many rows came in.
    ///
    /// # Errors
    /// The server's or the reader's; nothing of the rows is kept then.
    pub fn copy_in(&mut self, sql: &str, from: &mut dyn Read) -> Result<u64> {
        let mut sink = Sink::begin(self, sql)?;
        let mut buffer = vec![0; PIECE];
        let aborted = loop {
            match from.read(&mut buffer) {
                Ok(0) => return sink.finish(),
                Ok(length) => sink.send(&buffer[..length])?,
                Err(cause) if cause.kind() == std::io::ErrorKind::Interrupted => {}
                Err(cause) => break sink.abort(Error::Io(cause)),
            }
        };
        Err(self.after(aborted))
    }

    /// The reason why rows ended early.
    fn after(&mut self, aborted: Aborted) -> Error {
        match aborted {
            Aborted::InStep(cause) => cause,
            Aborted::OutOfStep(cause) => {
                self.inner = None;
                cause
            }
        }
    }

    /// Calls `take` with what `COPY … TO STDOUT` gives, in large pieces.
    fn each_piece(&mut self, sql: &str, take: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<u64> {
        let (runtime, inner) = self.parts()?;
        let refusal = match runtime.block_on(inner.copy_out_raw(sql)) {
            Ok(mut stream) => return drain(runtime, &mut stream, take),
            Err(cause) => cause,
        };
        // sqlx does not read on to the end of this answer, so the next one would be taken for it.
        self.inner = None;
        Err(refusal)
    }
}

/// Reads to the end, also where `take` fails: what is left unread would be taken for the answer to
/// the next query.
fn drain(
    runtime: &Runtime,
    stream: &mut BoxStream<'_, Result<impl AsRef<[u8]>>>,
    take: &mut dyn FnMut(&[u8]) -> Result<()>,
) -> Result<u64> {
    let mut piece = Vec::with_capacity(PIECE + 8192);
    let mut bytes = 0;
    let mut outcome = Ok(());
    loop {
        piece.clear();
        let more = runtime.block_on(async {
            while piece.len() < PIECE {
                match stream.try_next().await? {
                    Some(row) => piece.extend_from_slice(row.as_ref()),
                    None => return Ok::<bool, Error>(false),
                }
            }
            Ok(true)
        })?;
        if outcome.is_ok() && !piece.is_empty() {
            bytes += u64::try_from(piece.len()).unwrap_or(u64::MAX);
            outcome = take(&piece);
        }
        if !more {
            return outcome.map(|()| bytes);
        }
    }
}

/// Passes rows from one connection to the other: `from_sql` is a `COPY … TO STDOUT`, `to_sql` a
/// `COPY … FROM STDIN` of the same format. Says how many rows came in.
///
/// # Errors
/// Those of either server; nothing of the rows is kept then. Where the first refuses its
/// statement, its connection is closed.
pub fn copy_between(
    from: &mut Connection,
    from_sql: &str,
    to: &mut Connection,
    to_sql: &str,
) -> Result<u64> {
    let mut sink = Sink::begin(to, to_sql)?;
    match from.each_piece(from_sql, &mut |piece| sink.send(piece)) {
        Ok(_) => sink.finish(),
        Err(cause) => {
            let aborted = sink.abort(cause);
            Err(to.after(aborted))
        }
    }
}

/// How a copy ended that was given up.
enum Aborted {
    /// For the reason that it was given up for.
    InStep(Error),
    /// The server had refused the rows before, and sqlx has not read its answer to the end.
    OutOfStep(Error),
}

/// The receiving end of a `COPY`.
struct Sink<'a> {
    runtime: &'a Runtime,
    copy: PgCopyIn<&'a mut PgConnection>,
}

impl<'a> Sink<'a> {
    fn begin(connection: &'a mut Connection, sql: &str) -> Result<Self> {
        let (runtime, inner) = connection.parts()?;
        let copy = runtime.block_on(inner.copy_in_raw(sql))?;
        Ok(Self { runtime, copy })
    }

    fn send(&mut self, piece: &[u8]) -> Result<()> {
        self.runtime.block_on(self.copy.send(piece)).map(|_| ())
    }

    fn finish(self) -> Result<u64> {
        self.runtime.block_on(self.copy.finish())
    }

    /// Ends it without rows.
    fn abort(self, cause: Error) -> Aborted {
        match self
            .runtime
            .block_on(self.copy.abort("the rows ended early"))
        {
            Err(Error::Database(own)) => Aborted::OutOfStep(Error::Database(own)),
            _ => Aborted::InStep(cause),
        }
    }
}
