create schema search;

-- The search table of the PostgreSQL engine: one row for each record, rebuilt at any time from records.record.
-- Columns that are counted and sorted stay in the row (storage main or plain); texts for exact comparison lie outside of it (toast_tuple_target),
-- because visiting wide rows is what makes counting slow.
create table search.entry (
  id uuid primary key,
  kind smallint not null,
  status smallint not null,
  year smallint,
  sorted date,
  filed date,
  published date,
  granted date,
  province text,
  region text,
  type text,
  ipc text[] not null,
  nice text[] not null,
  applicants text[] not null,
  symbols text[] not null,
  numbers text[] not null,
  grams int[] not null,
  title text not null,
  abstract text not null,
  claims text not null,
  applicant text not null,
  inventor text not null,
  agency text not null,
  status_text text not null
) with (toast_tuple_target = 128);

alter table search.entry
  alter column province set storage plain,
  alter column region set storage plain,
  alter column type set storage plain,
  alter column ipc set storage main,
  alter column nice set storage main,
  alter column applicants set storage main,
  alter column title set storage main,
  alter column abstract set storage external;

create index entry_grams on search.entry using gin (grams);
create index entry_symbols on search.entry using gin (symbols);
create index entry_numbers on search.entry using gin (numbers);
create index entry_sorted on search.entry (sorted desc nulls last, id);

-- How far the index has followed records.changes.
create table search.cursor (
  name text primary key,
  seq bigint not null
);
insert into search.cursor (name, seq) values ('entry', 0);
