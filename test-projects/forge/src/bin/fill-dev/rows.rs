//! Which rows each table gets.

use std::collections::BTreeMap;
use std::ops::Range;

use forge::{PERMISSIONS, Result};
use sqlx::AssertSqlSafe;
use sqlx::sqlite::SqliteConnection;

use crate::random::Random;
use crate::table::{Table, Value};
use crate::words::{FILES, FIRST_NAMES, LAST_NAMES, PROJECTS, SENTENCES, TEAMS, TITLES, USERNAMES};

/// The ids of the rows to make, above those that are there.
pub(crate) struct Ids {
    users: Range<i64>,
    user_groups: Range<i64>,
    repo_groups: Range<i64>,
    repositories: Range<i64>,
    pull_requests: Range<i64>,
    comments: Range<i64>,
}

impl Ids {
    pub(crate) async fn after_those_of(
        connection: &mut SqliteConnection,
        rows: i64,
    ) -> Result<Self> {
        let mut ranges = Vec::new();
        for (table, share) in [
            ("users", 20),
            ("user_groups", 100),
            ("repo_groups", 50),
            ("repositories", 5),
            ("pull_requests", 4),
            ("comments", 1),
        ] {
            // Deleted rows count too: an AUTOINCREMENT id is never used twice.
            let sql = format!(
                "SELECT max(coalesce((SELECT max(id) FROM {table}), 0),
                            coalesce((SELECT seq FROM sqlite_sequence WHERE name = '{table}'), 0))"
            );
            let last: i64 = sqlx::query_scalar(AssertSqlSafe(sql))
                .fetch_one(&mut *connection)
                .await?;
            ranges.push(last + 1..last + 1 + (rows / share).max(1));
        }
        let [
            users,
            user_groups,
            repo_groups,
            repositories,
            pull_requests,
            comments,
        ] = <[_; 6]>::try_from(ranges).expect("one range was pushed for each of six tables");
        Ok(Self {
            users,
            user_groups,
            repo_groups,
            repositories,
            pull_requests,
            comments,
        })
    }
}

/// All rows, parents before their children.
pub(crate) fn all(ids: &Ids) -> Vec<Table> {
    let random = &mut Random::new(0x0F02_6E5E_ED00_2026);
    vec![
        users(ids, random),
        ssh_keys(ids, random),
        api_keys(ids, random),
        user_groups(ids, random),
        user_group_members(ids, random),
        repo_groups(ids, random),
        repositories(ids, random),
        repository_followers(ids, random),
        repository_user_permissions(ids, random),
        repository_user_group_permissions(ids, random),
        pull_requests(ids, random),
        pull_request_reviewers(ids, random),
        comments(ids, random),
        journal(ids, random),
    ]
}

fn users(ids: &Ids, random: &mut Random) -> Table {
    let mut table = Table::new(
        "users",
        "id, username, email, first_name, last_name, password_hash, is_admin, is_active, \
         created_on, last_login_on",
    );
    for id in ids.users.clone() {
        let (first, last) = (random.pick(&FIRST_NAMES), random.pick(&LAST_NAMES));
        // A scan needs an administrator who can own what it finds.
        let is_first = id == ids.users.start;
        table.push([
            id.into(),
            format!("{}{id}", random.pick(&USERNAMES)).into(),
            format!("user{id}@example.org").into(),
            first.into(),
            last.into(),
            "!".into(),
            (is_first || random.chance(5)).into(),
            (is_first || !random.chance(10)).into(),
            random.time(2026).into(),
            random.sometimes(70, |random| random.time(2026)).into(),
        ]);
    }
    table
}

fn ssh_keys(ids: &Ids, random: &mut Random) -> Table {
    let mut table = Table::new(
        "ssh_keys",
        "user_id, description, public_key, fingerprint, created_on, last_used_on",
    );
    for user in ids.users.clone() {
        for number in 0..random.below(3) {
            table.push([
                user.into(),
                random.pick(&["", "laptop", "Büro", "build server"]).into(),
                format!("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA{:016x}", random.next()).into(),
                format!("SHA256:{user}-{number}-{:016x}", random.next()).into(),
                random.time(2026).into(),
                random.sometimes(50, |random| random.time(2026)).into(),
            ]);
        }
    }
    table
}

fn api_keys(ids: &Ids, random: &mut Random) -> Table {
    let mut table = Table::new(
        "api_keys",
        "user_id, description, token_hash, created_on, expires_on",
    );
    for user in ids.users.clone() {
        for number in 0..random.below(3) {
            let mut hash = random.next().to_be_bytes().to_vec();
            hash.extend(user.to_be_bytes());
            hash.push(number);
            table.push([
                user.into(),
                random.pick(&["", "CI", "mirror", "Sicherung 💾"]).into(),
                Value::Blob(hash),
                random.time(2026).into(),
                random.sometimes(60, |random| random.time(2027)).into(),
            ]);
        }
    }
    table
}

fn user_groups(ids: &Ids, random: &mut Random) -> Table {
    let mut table = Table::new("user_groups", "id, name, description, owner_id");
    for id in ids.user_groups.clone() {
        table.push([
            id.into(),
            format!("{}-{id}", random.pick(&TEAMS)).into(),
            random.pick(&SENTENCES).into(),
            random.within(&ids.users).into(),
        ]);
    }
    table
}

fn user_group_members(ids: &Ids, random: &mut Random) -> Table {
    let mut table = Table::new("user_group_members", "user_group_id, user_id");
    for (group, user) in random.pairs(&ids.user_groups, &ids.users, 15) {
        table.push([group.into(), user.into()]);
    }
    table
}

fn repo_groups(ids: &Ids, random: &mut Random) -> Table {
    let mut table = Table::new("repo_groups", "id, parent_id, name, description, owner_id");
    for id in ids.repo_groups.clone() {
        let earlier = ids.repo_groups.start..id;
        let parent = (!earlier.is_empty() && random.chance(40)).then(|| random.within(&earlier));
        table.push([
            id.into(),
            parent.into(),
            format!("{}-{id}", random.pick(&TEAMS)).into(),
            random.pick(&SENTENCES).into(),
            random.within(&ids.users).into(),
        ]);
    }
    table
}

fn repositories(ids: &Ids, random: &mut Random) -> Table {
    let mut table = Table::new(
        "repositories",
        "id, path, type, owner_id, repo_group_id, fork_of_id, is_private, clone_uri, description, \
         created_on, vanished_on",
    );
    for id in ids.repositories.clone() {
        let project = random.pick(&PROJECTS);
        let earlier = ids.repositories.start..id;
        let origin = (!earlier.is_empty() && random.chance(20)).then(|| random.within(&earlier));
        let clone_uri = random.sometimes(15, |_| format!("https://git.example.org/{project}.git"));
        table.push([
            id.into(),
            format!("{}/{project}-{id}", random.pick(&TEAMS)).into(),
            if random.chance(85) { "git" } else { "hg" }.into(),
            random.within(&ids.users).into(),
            random
                .sometimes(80, |random| random.within(&ids.repo_groups))
                .into(),
            origin.into(),
            random.chance(30).into(),
            clone_uri.into(),
            random
                .sometimes(75, |random| random.pick(&SENTENCES))
                .into(),
            random.time(2026).into(),
            random.sometimes(5, |random| random.time(2027)).into(),
        ]);
    }
    table
}

fn repository_followers(ids: &Ids, random: &mut Random) -> Table {
    let mut table = Table::new(
        "repository_followers",
        "repository_id, user_id, followed_on",
    );
    for (repository, user) in random.pairs(&ids.repositories, &ids.users, 4) {
        table.push([repository.into(), user.into(), random.time(2026).into()]);
    }
    table
}

fn permission(random: &mut Random) -> Value {
    // They were added first, so their ids begin at 1.
    let last = i64::try_from(PERMISSIONS.len()).expect("there are few permissions");
    random.within(&(1..last + 1)).into()
}

fn repository_user_permissions(ids: &Ids, random: &mut Random) -> Table {
    let mut table = Table::new(
        "repository_user_permissions",
        "repository_id, user_id, permission_id",
    );
    for (repository, user) in random.pairs(&ids.repositories, &ids.users, 3) {
        table.push([repository.into(), user.into(), permission(random)]);
    }
    table
}

fn repository_user_group_permissions(ids: &Ids, random: &mut Random) -> Table {
    let mut table = Table::new(
        "repository_user_group_permissions",
        "repository_id, user_group_id, permission_id",
    );
    for (repository, group) in random.pairs(&ids.repositories, &ids.user_groups, 1) {
        table.push([repository.into(), group.into(), permission(random)]);
    }
    table
}

fn pull_requests(ids: &Ids, random: &mut Random) -> Table {
    let mut table = Table::new(
        "pull_requests",
        "id, repository_id, source_repository_id, author_id, title, description, status, \
         created_on, closed_on",
    );
    for id in ids.pull_requests.clone() {
        let status = random.pick(&["open", "open", "merged", "merged", "closed"]);
        table.push([
            id.into(),
            random.within(&ids.repositories).into(),
            random
                .sometimes(80, |random| random.within(&ids.repositories))
                .into(),
            random.within(&ids.users).into(),
            random.pick(&TITLES).into(),
            random.pick(&SENTENCES).into(),
            status.into(),
            random.time(2026).into(),
            (status != "open").then(|| random.time(2027)).into(),
        ]);
    }
    table
}

fn pull_request_reviewers(ids: &Ids, random: &mut Random) -> Table {
    let mut table = Table::new(
        "pull_request_reviewers",
        "pull_request_id, user_id, verdict",
    );
    for (pull_request, user) in random.pairs(&ids.pull_requests, &ids.users, 3) {
        let verdict = random.sometimes(60, |random| {
            random.pick(&["approved", "approved", "rejected"])
        });
        table.push([pull_request.into(), user.into(), verdict.into()]);
    }
    table
}

fn comments(ids: &Ids, random: &mut Random) -> Table {
    let mut table = Table::new(
        "comments",
        "id, pull_request_id, parent_id, author_id, file_path, line_number, body, created_on",
    );
    let mut latest = BTreeMap::new();
    for id in ids.comments.clone() {
        let pull_request = random.within(&ids.pull_requests);
        let parent = latest
            .insert(pull_request, id)
            .filter(|_| random.chance(50));
        let file = random.sometimes(40, |random| random.pick(&FILES));
        let line = file
            .filter(|_| random.chance(80))
            .map(|_| random.within(&(1..400)));
        table.push([
            id.into(),
            pull_request.into(),
            parent.into(),
            random.within(&ids.users).into(),
            file.into(),
            line.into(),
            random.pick(&SENTENCES).into(),
            random.time(2026).into(),
        ]);
    }
    table
}

fn journal(ids: &Ids, random: &mut Random) -> Table {
    let mut table = Table::new(
        "journal",
        "user_id, username, repository_id, action, details, address, happened_on",
    );
    for _ in ids.comments.clone() {
        let user = random.sometimes(90, |random| random.within(&ids.users));
        let name = user.map_or_else(|| "former colleague".into(), |id| format!("user{id}"));
        table.push([
            user.into(),
            name.into(),
            random
                .sometimes(70, |random| random.within(&ids.repositories))
                .into(),
            random
                .pick(&[
                    "user.login",
                    "repository.push",
                    "repository.fork",
                    "key.add",
                ])
                .into(),
            random
                .sometimes(50, |random| {
                    format!(
                        r#"{{"commits": {}, "branch": "entwurf/größe"}}"#,
                        random.below(9)
                    )
                })
                .into(),
            random.pick(&["", "192.0.2.17", "2001:db8::17"]).into(),
            random.time(2026).into(),
        ]);
    }
    table
}
