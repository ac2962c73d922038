create table "users"
(
    [id]    integer primary key, -- the key
    `name`  text not null default 'x',
    /* never empty */
    check ("name" <> '')
);
create index "by_name" on "users" ( "name" );
create view [names] as
    select name -- all of them
    from users;
create trigger added after insert on users
begin
    select 1;
end;
