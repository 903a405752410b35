-- Files that a person sent to be imported: looked at first, then imported in the background. The file lies under uploads/ in the data folder.
create table exchange.upload (
  id uuid primary key,
  name text not null,
  bytes bigint not null,
  account_id uuid not null,
  state text not null check (state in ('asked', 'waiting', 'running', 'done', 'failed', 'dropped')),
  keep_unknown boolean not null default false,
  uploaded_at timestamptz not null,
  finished_at timestamptz,
  batch_id uuid,
  records_new bigint not null default 0,
  records_changed bigint not null default 0,
  records_same bigint not null default 0,
  records_refused bigint not null default 0,
  notes_zh text[] not null default '{}',
  notes_en text[] not null default '{}'
);
create index upload_waiting on exchange.upload (uploaded_at) where state in ('waiting', 'running');
