create schema exchange;

-- Who this hub is for others: made at its first start and never changed, since identifiers of records contain the namespace.
create table exchange.identity (
  id int primary key check (id = 1),
  namespace text not null,
  since timestamptz not null
);

-- What is published of each record, written by one follower of records.changes. stamp is the OAI datestamp, in whole seconds:
-- readers wait for a running follower (advisory lock), so nothing appears behind a stamp that was already told.
create table exchange.item (
  kind smallint not null,
  office text not null,
  number text not null,
  record_id uuid not null,
  version int not null,
  deleted boolean not null,
  sets text[] not null,
  stamp timestamptz not null,
  seq bigint not null,
  primary key (kind, office, number)
);
create sequence exchange.item_seq;
create index item_stamp on exchange.item (stamp, seq);
create index item_sets on exchange.item using gin (sets);
create index item_record on exchange.item (record_id);

create table exchange.follower (
  id int primary key check (id = 1),
  seq bigint not null,
  stamp timestamptz not null
);
insert into exchange.follower (id, seq, stamp) values (1, 0, '2000-01-01Z');

-- Licences whose records are not passed on.
create table exchange.closed_licence (
  licence text primary key,
  closed_at timestamptz not null
);

-- Where records come from.
create table exchange.source (
  id uuid primary key,
  name text not null,
  kind text not null check (kind in ('hub', 'oai', 'folder', 'dump', 'sru')),
  address text not null,
  prefix text not null default '',
  set_spec text not null default '',
  mapping json,
  licence text not null default '',
  pass_on boolean not null,
  searched boolean not null,
  rank int not null check (rank between 1 and 99),
  every_minutes int not null,
  from_hour int not null check (from_hour between 0 and 23),
  until_hour int not null check (until_hour between 1 and 24),
  kilobytes_per_second int not null,
  paused boolean not null,
  revision int not null,
  created_at timestamptz not null,
  next_at timestamptz not null,
  -- where it stands: the list that is being read, and up to when everything was read
  token text,
  list_from text,
  list_began text,
  read_until text,
  etag text,
  running_since timestamptz,
  last_run_at timestamptz,
  last_good_at timestamptz,
  faults int not null default 0,
  last_fault_zh text,
  last_fault_en text,
  members_at timestamptz
);

create table exchange.run (
  id uuid primary key,
  source_id uuid not null references exchange.source on delete cascade,
  batch_id uuid,
  began_at timestamptz not null,
  ended_at timestamptz,
  pages int not null default 0,
  bytes bigint not null default 0,
  records_new bigint not null default 0,
  records_changed bigint not null default 0,
  records_same bigint not null default 0,
  records_deleted bigint not null default 0,
  records_refused bigint not null default 0,
  records_own bigint not null default 0,
  records_behind bigint not null default 0,
  fault_zh text,
  fault_en text
);
create index run_source on exchange.run (source_id, began_at desc);
create index run_batch on exchange.run (batch_id);

-- What a run refused, and why; the first thousand of each run.
create table exchange.refusal (
  run_id uuid not null references exchange.run on delete cascade,
  identifier text not null,
  code text not null,
  reason_zh text not null,
  reason_en text not null
);
create index refusal_run on exchange.refusal (run_id);

-- What each source says of each record. doc is kept only while the hub shows another source's (or its own) content.
create table exchange.copy (
  source_id uuid not null references exchange.source on delete cascade,
  kind smallint not null,
  office text not null,
  number text not null,
  identifier text not null,
  stamp text not null,
  digest bytea not null,
  deleted boolean not null,
  shown boolean not null,
  conflict boolean not null,
  origin text,
  doc json,
  harvested_at timestamptz not null,
  primary key (source_id, kind, office, number)
);
create unique index copy_identifier on exchange.copy (source_id, identifier);
create index copy_key on exchange.copy (kind, office, number);
create index copy_conflict on exchange.copy (harvested_at desc) where conflict;

-- Members of other hubs and what they offer, as those publish it (HSDS).
create table exchange.remote_member (
  source_id uuid not null references exchange.source on delete cascade,
  id text not null,
  name text not null,
  region text,
  url text,
  summary text not null,
  seen_at timestamptz not null,
  primary key (source_id, id)
);

-- Keys to the open interface.
create table exchange.api_key (
  id uuid primary key,
  account_id uuid not null,
  name text not null,
  purpose text not null,
  hash bytea not null unique,
  per_day int not null,
  created_at timestamptz not null,
  revoked_at timestamptz
);
create index api_key_account on exchange.api_key (account_id);
create table exchange.api_use (
  key_id uuid not null references exchange.api_key on delete cascade,
  day date not null,
  calls bigint not null,
  primary key (key_id, day)
);

-- Files of open data that were built.
create table exchange.dump (
  dataset text not null,
  format text not null,
  file text not null,
  bytes bigint not null,
  sha256 text not null,
  records bigint not null,
  built_at timestamptz not null,
  primary key (dataset, format)
);

-- Subscribers who are told of changes, and what is still to be told.
create table exchange.hook (
  id uuid primary key,
  account_id uuid not null,
  name text not null,
  address text not null,
  set_spec text not null default '',
  secret text not null,
  seq bigint not null,
  created_at timestamptz not null,
  paused_at timestamptz,
  pause_reason text
);
create index hook_account on exchange.hook (account_id);
create table exchange.delivery (
  id uuid primary key,
  hook_id uuid not null references exchange.hook on delete cascade,
  body text not null,
  items int not null,
  written_at timestamptz not null,
  tries int not null default 0,
  next_at timestamptz not null,
  delivered_at timestamptz,
  given_up_at timestamptz,
  answer text
);
create index delivery_due on exchange.delivery (next_at) where delivered_at is null and given_up_at is null;
create index delivery_hook on exchange.delivery (hook_id, written_at desc);
