-- What the columns of somebody's tables hold, saved under a name, in the layout of data/formats/columns.csv.
create table records.mapping (
  name text primary key check (length(name) between 1 and 60),
  body text not null,
  saved_at timestamptz not null
);

-- Rows of tables that were refused, as they stood there, so that they can be given back, corrected and sent again.
create table records.refused_row (
  id bigint generated always as identity primary key,
  batch_id uuid not null references records.batch on delete cascade,
  file text not null,
  line bigint not null,
  reason_zh text not null,
  header text[] not null,
  cells text[] not null
);
create index refused_row_batch on records.refused_row (batch_id, id);

-- What an import deleted or took over, so that it can be taken back.
create table records.removed (
  batch_id uuid not null references records.batch on delete cascade,
  kind smallint not null,
  office text not null,
  number text not null,
  former_batch uuid not null,
  doc json not null,
  primary key (batch_id, kind, office, number)
);

-- An import may be taken back: what it added goes, what it changed becomes what it was.
alter table records.batch drop constraint batch_state_check;
alter table records.batch add constraint batch_state_check check (state in ('running', 'finished', 'stopped', 'taking', 'taken'));
alter table records.batch add column taken_removed bigint not null default 0;
alter table records.batch add column taken_restored bigint not null default 0;
alter table records.batch add column taken_kept bigint not null default 0;
create index record_batch on records.record (batch_id, id);
create index version_batch on records.version (batch_id);
alter table records.waiting add column batch_id uuid;

-- What leads from a patent to others: 1 the documents it cites (without kind codes), 2 the key of its family.
create table records.link (
  record_id uuid not null references records.record on delete cascade,
  kind smallint not null,
  number text not null,
  primary key (record_id, kind, number)
);
create index link_number on records.link (number, kind);

-- Up to which record links were written by the upgrade; null when all have theirs.
create table records.linked (
  id int primary key check (id = 1),
  upto uuid
);
insert into records.linked (id, upto)
select 1, case when exists (select 1 from records.record) then '00000000-0000-0000-0000-000000000000'::uuid end;

-- Records of sources that seem to speak of another right by the number of one that is here; a person decides.
create table records.conflict (
  id bigint generated always as identity primary key,
  batch_id uuid not null,
  kind smallint not null,
  office text not null,
  number text not null,
  doc json not null,
  seen_at timestamptz not null,
  decided text check (decided in ('dropped', 'taken')),
  decided_at timestamptz
);
create unique index conflict_open on records.conflict (kind, office, number, md5(doc::text)) where decided is null;
