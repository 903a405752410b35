-- What was done, by whom, when, from where: audit trail, history of every case, and the queue of those who must hear of it.
create table foundation.process (
  seq bigint primary key,
  id uuid not null unique,
  at timestamptz not null,
  type text not null,
  actor_id uuid,
  actor_name text not null,
  address text,
  subject_kind text not null,
  subject_id text not null,
  subject_name text not null,
  about uuid,
  reason text,
  before text,
  after text,
  notices text,
  previous_hash bytea not null,
  hash bytea not null);

create index process_subject on foundation.process (subject_kind, subject_id, seq);
create index process_about on foundation.process (about, seq) where about is not null;
create index process_actor on foundation.process (actor_id, seq) where actor_id is not null;
create index process_at on foundation.process (at);

create function foundation.process_is_final() returns trigger language plpgsql as $$
begin
  raise exception 'The audit trail is only ever added to';
end $$;

create trigger process_is_final before update or delete or truncate on foundation.process
  for each statement execute function foundation.process_is_final();

-- How far each reader of the trail is.
create table foundation.subscriber (
  name text primary key,
  seq bigint not null);

-- Files handed in: kept in the database so that one backup holds everything.
create table foundation.file (
  id uuid primary key,
  owner_kind text not null,
  owner_id uuid not null,
  name text not null,
  media_type text not null,
  size int not null,
  sha256 bytea not null,
  content bytea not null,
  added_at timestamptz not null,
  added_by uuid);

create index file_owner on foundation.file (owner_kind, owner_id);
