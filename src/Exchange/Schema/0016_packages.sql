-- Where packages of data come from: a folder below the hub's data folder that a mirror program fills, or that the hub fills itself from an SFTP server.
create table exchange.package_source (
  id uuid primary key,
  name text not null unique,
  folder text not null unique,
  host text,
  port int not null default 22,
  path text not null default '/',
  account text,
  secret text,
  host_key text,
  licence text,
  keeps_files boolean not null default true,
  paused boolean not null default false,
  minutes int not null default 60 check (minutes between 5 and 10080),
  asked boolean not null default true,
  looked_at timestamptz,
  fault_zh text,
  fault_en text,
  created_at timestamptz not null
);

-- What has come: a delivery is a week (the dated folder or file), or one file that tells no date.
create table exchange.package_delivery (
  source_id uuid not null references exchange.package_source on delete cascade,
  name text not null,
  day date,
  state text not null check (state in ('arriving', 'importing', 'done', 'failed')),
  files int not null,
  bytes bigint not null,
  content text not null,
  batch_id uuid,
  records_new bigint not null default 0,
  records_changed bigint not null default 0,
  records_same bigint not null default 0,
  records_refused bigint not null default 0,
  late boolean not null default false,
  fault_zh text,
  fault_en text,
  seen_at timestamptz not null,
  finished_at timestamptz,
  primary key (source_id, name)
);

-- Files fetched from a server, so that none is fetched twice, kept or not.
create table exchange.package_file (
  source_id uuid not null references exchange.package_source on delete cascade,
  path text not null,
  bytes bigint not null,
  modified timestamptz not null,
  fetched_at timestamptz not null,
  primary key (source_id, path)
);
