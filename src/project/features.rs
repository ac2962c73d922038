//! The engine that a project's sqlx is built for, as its manifest says.

use std::path::Path;

use toml::de::{DeTable, DeValue};

use super::document::{Document, Value, find};
use super::engine::Engine;

const SECTIONS: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];

/// The one engine that features of sqlx name; none where they name several or none. A manifest
/// that can't be read says nothing here: others tell what is wrong with it.
pub(super) fn engine(manifest: &Path, workspace: &Path) -> Option<Engine> {
    let mut features = Vec::new();
    let read = |path: &Path| Document::read(path).ok().flatten();
    let own = read(manifest)?;
    let table = own.parse().ok()?;
    let inherits = collect(&table, &mut features);
    let of_workspace = workspace.join("Cargo.toml");
    if inherits && of_workspace == manifest {
        collect_shared(&table, &mut features);
    } else if inherits {
        let document = read(&of_workspace)?;
        collect_shared(&document.parse().ok()?, &mut features);
    }
    let mut engines: Vec<Engine> = features
        .iter()
        .filter_map(|name| of_feature(name))
        .collect();
    engines.sort();
    engines.dedup();
    match engines.as_slice() {
        [engine] => Some(*engine),
        _ => None,
    }
}

fn of_feature(name: &str) -> Option<Engine> {
    let named = |engine: &Engine| name.starts_with(&engine.to_string());
    Engine::ALL.into_iter().find(named)
}

/// Whether it takes sqlx, or its features, from the workspace: so does a workspace without a
/// package of its own.
fn collect(table: &DeTable<'_>, features: &mut Vec<String>) -> bool {
    let mut inherits = !table.contains_key("package");
    for section in SECTIONS {
        if let Some(dependency) = find(table, &[section]).and_then(sqlx) {
            features.extend(features_of(dependency));
            let value = dependency.get_ref().as_table();
            inherits |= value.is_some_and(|table| table.contains_key("workspace"));
        }
    }
    let own = find(table, &["features"]).and_then(|value| value.get_ref().as_table());
    for (_, list) in own.into_iter().flatten() {
        let forwarded = strings(list).into_iter();
        features.extend(forwarded.filter_map(|name| {
            let rest = name.strip_prefix("sqlx")?.trim_start_matches('?');
            Some(rest.strip_prefix('/')?.to_owned())
        }));
    }
    inherits
}

fn collect_shared(table: &DeTable<'_>, features: &mut Vec<String>) {
    let shared = find(table, &["workspace", "dependencies"]);
    features.extend(shared.and_then(sqlx).into_iter().flat_map(features_of));
}

/// The entry of sqlx among dependencies, also under another name.
fn sqlx<'a, 'i>(section: &'a Value<'i>) -> Option<&'a Value<'i>> {
    let table = section.get_ref().as_table()?;
    let is_sqlx = |entry: &Value| {
        let package = entry
            .get_ref()
            .as_table()
            .and_then(|table| table.get("package"));
        package.is_some_and(|package| package.get_ref().as_str() == Some("sqlx"))
    };
    table
        .get("sqlx")
        .or_else(|| table.values().find(|entry| is_sqlx(entry)))
}

fn features_of(dependency: &Value<'_>) -> Vec<String> {
    let table = dependency.get_ref().as_table();
    table
        .and_then(|table| table.get("features"))
        .map(strings)
        .unwrap_or_default()
}

fn strings(value: &Value<'_>) -> Vec<String> {
    match value.get_ref() {
        DeValue::Array(array) => array
            .iter()
            .filter_map(|value| Some(value.get_ref().as_str()?.to_owned()))
            .collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;
    use std::fs;

    #[test]
    fn the_features_of_sqlx_name_the_engine() {
        let package = "[package]\nname = \"p\"\n";
        let cases = [
            ("[dependencies]\nsqlx = \"0.9\"", None),
            (
                "[dependencies]\nsqlx = { version = \"0.9\", features = [\"runtime-tokio\", \"postgres\"] }",
                Some(Engine::Postgres),
            ),
            (
                "[dependencies.sqlx]\nversion = \"0.9\"\nfeatures = [\"sqlite-unbundled\"]",
                Some(Engine::Sqlite),
            ),
            (
                "[dev-dependencies]\ndb = { package = \"sqlx\", features = [\"mysql\"] }",
                Some(Engine::Mysql),
            ),
            (
                "[dependencies]\nsqlx = { version = \"0.9\", features = [\"postgres\", \"sqlite\"] }",
                None,
            ),
            (
                "[dependencies]\nsqlx = \"0.9\"\n[features]\npg = [\"sqlx/postgres\", \"dep:x\"]",
                Some(Engine::Postgres),
            ),
            (
                "[dependencies]\nsqlx.workspace = true",
                Some(Engine::Postgres),
            ),
            (
                "[dependencies]\nsqlx = { workspace = true, features = [\"sqlite\"] }",
                None,
            ),
            ("[dependencies]\nserde = \"1\"", None),
            ("[broken", None),
        ];
        let folder = tempfile::tempdir().unwrap();
        let shared = "[workspace]\n[workspace.dependencies]\nsqlx = { version = \"0.9\", features = [\"postgres\"] }\n";
        let workspace = folder.path().join("Cargo.toml");
        fs::write(&workspace, shared).unwrap();
        let manifest = folder.path().join("member.toml");
        for (text, expected) in cases {
            fs::write(&manifest, format!("{package}{text}\n")).unwrap();
            assert_eq!(engine(&manifest, folder.path()), expected, "{text}");
        }
        assert_eq!(engine(&workspace, folder.path()), Some(Engine::Postgres));
    }
}
