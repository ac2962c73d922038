//! What all databases of a server share, and a script of any of them can change: roles and their
//! memberships, settings, descriptions, tablespaces, other databases
//! (<https://www.postgresql.org/docs/current/catalogs.html>, the catalogs "shared across all
//! databases of a cluster"). This tool's own databases do not count.

use crate::dialect::postgres::connect::Connection;
use crate::dialect::postgres::quote::ident;

/// The catalogs that are watched. Left out are those that speak of what is in one database:
/// `pg_shdepend`, which nearly every script changes, and `pg_subscription`.
const CATALOGS: &str = "'pg_authid', 'pg_auth_members', 'pg_database', 'pg_db_role_setting',
    'pg_parameter_acl', 'pg_replication_origin', 'pg_shdescription', 'pg_shseclabel',
    'pg_tablespace'";

/// The databases that are not this tool's.
const OTHERS: &str = r"
WITH other AS (
    SELECT * FROM pg_catalog.pg_database WHERE datname NOT LIKE 'cargo\_migrate\_%'
)";

/// Everything shared, a line each. Passwords are seen by superusers alone.
const LINES: &str = "
SELECT 'role ' || pg_catalog.to_jsonb(r)::text AS line FROM pg_catalog.pg_roles r
UNION ALL
SELECT 'member ' || pg_catalog.to_jsonb(m)::text FROM pg_catalog.pg_auth_members m
UNION ALL
SELECT 'database ' || pg_catalog.to_jsonb(o)::text FROM (
    SELECT datname, datdba, datistemplate, datallowconn, datconnlimit, dattablespace, datacl
    FROM other
) o
UNION ALL
SELECT 'setting ' || pg_catalog.to_jsonb(s)::text FROM pg_catalog.pg_db_role_setting s
WHERE s.setdatabase = 0 OR s.setdatabase IN (SELECT oid FROM other)
UNION ALL
SELECT 'tablespace ' || pg_catalog.to_jsonb(t)::text FROM pg_catalog.pg_tablespace t
UNION ALL
SELECT 'description ' || pg_catalog.to_jsonb(d)::text FROM pg_catalog.pg_shdescription d
WHERE d.classoid <> 'pg_catalog.pg_database'::pg_catalog.regclass OR d.objoid IN (SELECT oid FROM other)
UNION ALL
SELECT 'label ' || pg_catalog.to_jsonb(l)::text FROM pg_catalog.pg_shseclabel l
WHERE l.classoid <> 'pg_catalog.pg_database'::pg_catalog.regclass OR l.objoid IN (SELECT oid FROM other)
UNION ALL
SELECT 'origin ' || pg_catalog.to_jsonb(g)::text FROM pg_catalog.pg_replication_origin g";

/// Since 15.
const PARAMETERS: &str = "
UNION ALL
SELECT 'parameter ' || pg_catalog.to_jsonb(p)::text FROM pg_catalog.pg_parameter_acl p";

/// What superusers see of roles besides.
const SECRETS: &str = "
UNION ALL
SELECT 'password ' || pg_catalog.to_jsonb(a)::text FROM pg_catalog.pg_authid a";

/// The first version with grants on parameters.
const HAS_PARAMETERS: u32 = 15_00_00;

/// What is shared, as this session sees it, as a sum.
pub(in crate::dialect::postgres) fn of(connection: &mut Connection) -> Result<String, sqlx::Error> {
    sum(connection, "")
}

/// The same on a throwaway cluster, passwords included.
pub(super) fn of_cluster(connection: &mut Connection) -> Result<String, sqlx::Error> {
    sum(connection, SECRETS)
}

fn sum(connection: &mut Connection, more: &str) -> Result<String, sqlx::Error> {
    let parameters = match connection.server_version() >= HAS_PARAMETERS {
        true => PARAMETERS,
        false => "",
    };
    let sql = format!(
        "{OTHERS} SELECT pg_catalog.md5(pg_catalog.string_agg(line, E'\\n' ORDER BY line COLLATE \"C\"))
         FROM ({LINES}{parameters}{more}) shared"
    );
    let rows = connection.simple_query(&sql)?;
    Ok(rows
        .first()
        .map(|row| row.text(0).to_owned())
        .unwrap_or_default())
}

/// The shared catalogs to which the session's open transaction has written, or may have: the lock
/// for that is kept until it ends.
pub(in crate::dialect::postgres) fn changed_by(
    connection: &mut Connection,
) -> Result<Vec<String>, sqlx::Error> {
    let rows = connection.simple_query(&format!(
        "SELECT DISTINCT c.relname::text FROM pg_catalog.pg_locks l
         JOIN pg_catalog.pg_class c ON c.oid = l.relation
         WHERE l.pid = pg_catalog.pg_backend_pid() AND l.locktype = 'relation' AND l.database = 0
            AND l.mode NOT IN ('AccessShareLock', 'RowShareLock')
            AND c.relname IN ({CATALOGS})
         ORDER BY 1"
    ))?;
    Ok(rows.iter().map(|row| row.text(0).to_owned()).collect())
}

/// The names of all roles but the server's own; none where that cannot be read.
pub(super) fn roles(connection: &mut Connection) -> Vec<String> {
    let sql = "SELECT rolname::text FROM pg_catalog.pg_roles WHERE rolname !~ '^pg_'";
    let rows = connection.simple_query(sql).unwrap_or_default();
    rows.iter().map(|row| row.text(0).to_owned()).collect()
}

/// The statement that makes a role.
pub(super) fn create_role(name: &str) -> String {
    format!("CREATE ROLE {}", ident(name))
}

/// The statements that make all roles of a server elsewhere, with their memberships and without
/// passwords.
pub(super) fn roles_to_copy(connection: &mut Connection) -> Result<Vec<String>, sqlx::Error> {
    let rows = connection.simple_query(
        "SELECT 'CREATE ROLE ' || pg_catalog.quote_ident(rolname)
            || CASE WHEN rolsuper THEN ' SUPERUSER' ELSE '' END
            || CASE WHEN rolcreaterole THEN ' CREATEROLE' ELSE '' END
            || CASE WHEN rolcreatedb THEN ' CREATEDB' ELSE '' END
            || CASE WHEN rolcanlogin THEN ' LOGIN' ELSE '' END
            || CASE WHEN rolreplication THEN ' REPLICATION' ELSE '' END
            || CASE WHEN rolbypassrls THEN ' BYPASSRLS' ELSE '' END
            || CASE WHEN rolinherit THEN '' ELSE ' NOINHERIT' END
        FROM pg_catalog.pg_roles WHERE rolname !~ '^pg_'
        UNION ALL
        SELECT 'GRANT ' || pg_catalog.quote_ident(r.rolname) || ' TO '
            || pg_catalog.quote_ident(m.rolname)
            || CASE WHEN a.admin_option THEN ' WITH ADMIN OPTION' ELSE '' END
        FROM pg_catalog.pg_auth_members a
            JOIN pg_catalog.pg_roles r ON r.oid = a.roleid
            JOIN pg_catalog.pg_roles m ON m.oid = a.member
        WHERE m.rolname !~ '^pg_'
        ORDER BY 1",
    )?;
    Ok(rows.iter().map(|row| row.text(0).to_owned()).collect())
}

/// Runs each of these; what is there already stays as it is.
pub(super) fn make(connection: &mut Connection, statements: impl Iterator<Item = String>) {
    for sql in statements {
        let _ = connection.execute(&sql);
    }
}
