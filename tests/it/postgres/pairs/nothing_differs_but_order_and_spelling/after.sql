create table "a" ("name" varchar ( 20 ) default ('x'), id integer, constraint a_pkey primary key (id));
CREATE TABLE b (a_id integer, id int8);
create index b_by_a on public.b using btree (a_id asc nulls last);
create view v as select a.id from public.a where (a.name in ('x', 'y'));
ALTER TABLE b ADD FOREIGN KEY (a_id) REFERENCES a (id) ON DELETE NO ACTION;
