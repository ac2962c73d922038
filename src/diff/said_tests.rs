#![expect(clippy::unwrap_used, reason = "a test may panic")]
use super::*;
use crate::diff::{candidates, compare};
use crate::schema::{Attributes, Sql};
use std::collections::BTreeSet;

/// Tables as `name: column, column`, compared to the letter or, as SQLite does, not.
fn schema(tables: &[&str], name: fn(String) -> Name) -> Schema {
    let column = |text: &str| Column {
        name: name(text.to_owned()),
        type_name: "text".to_owned(),
        not_null: None,
        default: None,
        default_is_constant: false,
        collation: None,
        generated: None,
        attributes: Attributes::new(),
        text: String::new(),
    };
    let table = |text: &&str| {
        let (title, columns) = text.split_once(": ").unwrap();
        Table {
            name: name(title.to_owned()),
            columns: columns.split(", ").map(column).collect(),
            constraints: Vec::new(),
            indexes: Vec::new(),
            options: BTreeSet::new(),
            attributes: Attributes::new(),
            definition: Sql::new("", ""),
            opaque: None,
            order_counts: false,
        }
    };
    Schema {
        tables: tables.iter().map(table).collect(),
        ..Schema::default()
    }
}

fn resolved(texts: &[&str], from: &Schema, to: &Schema) -> String {
    match said(texts, from, to) {
        Ok(renames) => {
            let shown: Vec<String> = renames.iter().map(ToString::to_string).collect();
            shown.join(" ")
        }
        Err(message) => format!("error: {message}"),
    }
}

#[test]
fn what_is_typed_becomes_the_names_of_the_model() {
    let from = schema(
        &[
            "users: a, Mail",
            "app.users: a",
            "app.\"Old\": x",
            "only.logs: at",
        ],
        Name::exact,
    );
    let to = schema(
        &[
            "people: a, Email",
            "app.users: b",
            "app.\"New\": x",
            "only.logs: on",
        ],
        Name::exact,
    );
    let cases: [(&[&str], &str); 16] = [
        (&["users=people"], "users=people"),
        (&["USERS = People"], "users=people"),
        (&["public.users=public.people"], "users=people"),
        (&["app.Old=app.New"], "app.\"Old\"=app.\"New\""),
        (&["old=new"], "app.\"Old\"=app.\"New\""),
        (&["app.\"Old\"=app.\"New\""], "app.\"Old\"=app.\"New\""),
        (&["app.users.a=app.users.b"], "app.users.a=app.users.b"),
        (&["app.users.a=b"], "app.users.a=app.users.b"),
        (&["logs.at=logs.on"], "only.logs.at=only.logs.on"),
        (&["logs.AT=on"], "only.logs.at=only.logs.on"),
        // The table by its old name, by its new one, and from the one to the other.
        (
            &["users=people", "users.mail=users.email"],
            "users=people people.Mail=people.Email",
        ),
        (
            &["people.mail=people.email", "users=people"],
            "people.Mail=people.Email users=people",
        ),
        (
            &["users.mail=people.email", "users=people"],
            "people.Mail=people.Email users=people",
        ),
        // What is not there is told by who looks at it next.
        (&["nothing=something"], "nothing=something"),
        (
            &["users.a=app.users.b"],
            "error: --rename users.a=app.users.b: a column cannot move from table users to table app.users",
        ),
        (&["users.x=users.y"], "users.x=users.y"),
    ];
    for (texts, expected) in cases {
        assert_eq!(resolved(texts, &from, &to), expected, "{texts:?}");
    }
}

#[test]
fn names_without_regard_to_case_stay_what_they_were() {
    let from = schema(&["Users: a, b"], Name::folded);
    let to = schema(&["people: c, b"], Name::folded);
    assert_eq!(resolved(&["users=People"], &from, &to), "Users=people");
    assert_eq!(
        resolved(&["users=people", "people.A=people.C"], &from, &to),
        "Users=people people.a=people.c"
    );
}

#[test]
fn what_is_no_rename_or_not_clear_is_said() {
    let from = schema(&["one.t: a", "two.t: a"], Name::exact);
    for text in [
        "",
        "a",
        "a=",
        "=b",
        "a=t.b",
        "t.=t.b",
        "a=b=c",
        "a.b.c.d=a.b.c.e",
    ] {
        let message = said(&[text], &from, &from).unwrap_err();
        assert!(message.contains("is no rename"), "{text}: {message}");
    }
    assert_eq!(
        resolved(&["t=u"], &from, &from),
        "error: `t` may be any of one.t, two.t"
    );
}

#[test]
fn a_candidate_is_accepted_as_it_is_printed() {
    let cases: [(&[&str], &[&str]); 3] = [
        (&["users: a, b"], &["people: a, b"]),
        (&["app.\"T x\": a.b, c"], &["app.\"T x\": d=e, c"]),
        (&["t: say \"x\", c"], &["t:  y , c"]),
    ];
    for (from, to) in cases {
        let (from, to) = (schema(from, Name::exact), schema(to, Name::exact));
        let found = candidates(&from, &to, &compare(&from, &to));
        assert_eq!(found.len(), 1);
        let printed = found[0].rename.to_string();
        let again = said(&[&printed], &from, &to).unwrap();
        assert_eq!(again, [found[0].rename.clone()], "{printed}");
    }
}
