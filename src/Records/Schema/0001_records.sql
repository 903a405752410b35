create schema records;

-- The record store: the system of record. Everything else (search, exports, harvesting) follows records.changes.

-- One run of an import.
create table records.batch (
  id uuid primary key,
  title text not null,
  state text not null check (state in ('running', 'finished', 'stopped')),
  process_id int not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  source_name text,
  licence text,
  stop_reason text,
  records_new bigint not null default 0,
  records_changed bigint not null default 0,
  records_same bigint not null default 0,
  records_refused bigint not null default 0
);
create index batch_started on records.batch (started_at desc);

-- One file of a run, or one entry of an archive. position counts the source records already committed: where a killed run goes on.
create table records.batch_file (
  batch_id uuid not null references records.batch on delete cascade,
  ordinal int not null,
  name text not null,
  identity text not null,
  format text,
  bytes bigint not null,
  bytes_done bigint not null default 0,
  position bigint not null default 0,
  records_new bigint not null default 0,
  records_changed bigint not null default 0,
  records_same bigint not null default 0,
  records_refused bigint not null default 0,
  state text not null check (state in ('waiting', 'running', 'done', 'known', 'failed')),
  primary key (batch_id, ordinal)
);
create index batch_file_identity on records.batch_file (identity);

-- What was refused, or accepted with a warning, and why.
create table records.refusal (
  id bigint generated always as identity primary key,
  batch_id uuid not null references records.batch on delete cascade,
  file text not null,
  line bigint not null,
  number text,
  field text,
  code text not null,
  reason_zh text not null,
  reason_en text not null,
  value text,
  warning boolean not null
);
create index refusal_batch on records.refusal (batch_id, id);

create table records.record (
  id uuid primary key,
  kind smallint not null,
  office text not null,
  number text not null,
  version int not null,
  synthetic boolean not null,
  batch_id uuid not null,
  changed_at timestamptz not null,
  doc json not null,
  unique (kind, office, number)
);
create index record_synthetic on records.record (id) where synthetic;

-- Every spelling under which a record can be found besides its own number: publication numbers, with and without the kind code.
create table records.number (
  kind smallint not null,
  number text not null,
  record_id uuid not null references records.record on delete cascade,
  primary key (kind, number, record_id)
);
create index number_record on records.number (record_id);

-- Former versions, whole, with what the next version changed.
create table records.version (
  record_id uuid not null references records.record on delete cascade,
  version int not null,
  batch_id uuid not null,
  valid_from timestamptz not null,
  replaced_at timestamptz not null,
  changed_fields text[] not null,
  doc json not null,
  primary key (record_id, version)
);

-- The change feed. A sequence number can become visible late, so readers take only rows older than the oldest running transaction.
create table records.changes (
  seq bigint generated always as identity primary key,
  record_id uuid not null,
  kind smallint not null,
  office text not null,
  number text not null,
  version int not null,
  deleted boolean not null,
  transaction_id xid8 not null default pg_current_xact_id()
);

-- Where the demo set stands.
create table records.demo (
  id int primary key check (id = 1),
  state text not null check (state in ('loading', 'loaded', 'removed'))
);
