create schema watch;

-- What one visitor keeps. Until there are accounts the key lies in a cookie of the browser; only its hash is kept here.
create table watch.space (
  id uuid primary key,
  key_hash bytea not null unique,
  email text,
  email_confirmed boolean not null default false,
  email_code text,
  created_at timestamptz not null
);

create table watch.saved_search (
  id uuid primary key,
  space_id uuid not null references watch.space on delete cascade,
  name text not null,
  address text not null,      -- the question, from ? on
  created_at timestamptz not null
);
create index saved_search_space on watch.saved_search (space_id, created_at);

create table watch.folder (
  id uuid primary key,
  space_id uuid not null references watch.space on delete cascade,
  name text not null,
  unique (space_id, name)
);

create table watch.kept (
  space_id uuid not null references watch.space on delete cascade,
  record_id uuid not null,
  folder_id uuid references watch.folder on delete set null,
  note text not null default '',
  tags text[] not null default '{}',
  kept_at timestamptz not null,
  primary key (space_id, record_id)
);
create index kept_folder on watch.kept (folder_id);

-- An alert looks at what has changed in the feed since its position: new and changed records that a question finds, or one record's status.
create table watch.alert (
  id uuid primary key,
  space_id uuid not null references watch.space on delete cascade,
  name text not null,
  address text,               -- a question, or
  record_id uuid,             -- a record
  record_version int,
  every text not null check (every in ('daily', 'weekly')),
  by_mail boolean not null,
  feed_key text not null unique,
  seq bigint not null,
  next_at timestamptz not null,
  created_at timestamptz not null,
  check ((address is null) <> (record_id is null))
);
create index alert_due on watch.alert (next_at);
create index alert_space on watch.alert (space_id, created_at);

create table watch.notice (
  id uuid primary key,
  alert_id uuid not null references watch.alert on delete cascade,
  space_id uuid not null references watch.space on delete cascade,
  written_at timestamptz not null,
  total bigint not null,
  items json not null,        -- the first hundred: title, address, what happened
  seen boolean not null default false
);
create index notice_space on watch.notice (space_id, written_at desc);
create index notice_alert on watch.notice (alert_id, written_at desc);

-- Thematic databases: a tree of questions and records picked by hand.
create table watch.theme (
  id uuid primary key,
  space_id uuid references watch.space on delete set null,
  slug text not null unique,
  title text not null,
  intro text not null,
  access text not null check (access in ('private', 'link', 'public')),
  share_key text not null,
  changed_at timestamptz not null
);
create table watch.theme_node (
  id uuid primary key,
  theme_id uuid not null references watch.theme on delete cascade,
  parent_id uuid references watch.theme_node on delete cascade,
  position int not null,
  title text not null,
  address text                -- a question, or none
);
create index theme_node_theme on watch.theme_node (theme_id, position);
create table watch.theme_pick (
  node_id uuid not null references watch.theme_node on delete cascade,
  record_id uuid not null,
  primary key (node_id, record_id)
);
