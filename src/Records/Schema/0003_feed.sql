-- Which cluster counted the transactions of the change feed. Brought back elsewhere, their numbers mean nothing there: see Sql/settle.sql.
create table records.feed (
  id int primary key check (id = 1),
  cluster text not null,
  epoch uuid not null,
  begun_at timestamptz not null
);
insert into records.feed (id, cluster, epoch, begun_at) values (1, (select system_identifier::text from pg_control_system()), gen_random_uuid(), now());
