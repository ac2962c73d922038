//! Notes with tags, on the command line.
//!
//! `plain` lists the notes; `plain NOTEBOOK TEXT…` adds one. Words of the text
//! that begin with `#` are its tags.

use std::error::Error;
use std::str::FromStr;

use sqlx::SqlitePool;
use sqlx::sqlite::SqliteConnectOptions;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let url = dotenvy::var("DATABASE_URL").map_err(|error| format!("DATABASE_URL: {error}"))?;
    let options = SqliteConnectOptions::from_str(&url)?.create_if_missing(true);
    let pool = SqlitePool::connect_with(options).await?;
    sqlx::migrate!().run(&pool).await?;

    let mut arguments = std::env::args().skip(1);
    if let Some(notebook) = arguments.next() {
        let words: Vec<String> = arguments.collect();
        add(&pool, &notebook, &words.join(" ")).await?;
    }
    list(&pool).await?;
    pool.close().await;
    Ok(())
}

async fn add(pool: &SqlitePool, notebook: &str, body: &str) -> sqlx::Result<()> {
    let mut transaction = pool.begin().await?;
    sqlx::query("INSERT INTO notebooks (name) VALUES (?) ON CONFLICT DO NOTHING")
        .bind(notebook)
        .execute(&mut *transaction)
        .await?;
    let note: i64 = sqlx::query_scalar(
        "INSERT INTO notes (notebook_id, body)
         SELECT id, ? FROM notebooks WHERE name = ?
         RETURNING id",
    )
    .bind(body)
    .bind(notebook)
    .fetch_one(&mut *transaction)
    .await?;
    for tag in body
        .split_whitespace()
        .filter_map(|word| word.strip_prefix('#'))
    {
        sqlx::query("INSERT INTO tags (name) VALUES (?) ON CONFLICT DO NOTHING")
            .bind(tag)
            .execute(&mut *transaction)
            .await?;
        sqlx::query(
            "INSERT INTO note_tags (note_id, tag_id)
             SELECT ?, id FROM tags WHERE name = ?
             ON CONFLICT DO NOTHING",
        )
        .bind(note)
        .bind(tag)
        .execute(&mut *transaction)
        .await?;
    }
    transaction.commit().await
}

async fn list(pool: &SqlitePool) -> sqlx::Result<()> {
    let notes: Vec<(String, String, bool)> = sqlx::query_as(
        "SELECT notebooks.name, notes.body, notes.done_at IS NOT NULL
           FROM notes
           JOIN notebooks ON notebooks.id = notes.notebook_id
          ORDER BY notebooks.name, notes.id",
    )
    .fetch_all(pool)
    .await?;
    for (notebook, body, is_done) in notes {
        let mark = if is_done { 'x' } else { ' ' };
        println!("[{mark}] {notebook}: {body}");
    }
    Ok(())
}
