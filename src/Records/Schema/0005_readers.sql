-- How far readers of the change feed outside of this database are (the index of each hub), so that nothing is trimmed before they have read it.
create table records.reader (
  name text primary key,
  seq bigint not null,
  seen_at timestamptz not null
);

-- Deletions up to here were trimmed: a reader that is not beyond it must begin anew.
alter table records.feed add column trimmed bigint not null default 0;
