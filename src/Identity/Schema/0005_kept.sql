-- Files of forms that were refused: kept, encrypted, for the same browser and the same form, an hour at most.
create table identity.kept_files (
  digest bytea primary key,
  owner bytea not null,          -- SHA-256 of the session
  form text not null,            -- address, handler and act
  body bytea not null,
  kept_at timestamptz not null);

create index kept_files_owner on identity.kept_files (owner, kept_at);
create index kept_files_at on identity.kept_files (kept_at);

-- Texts that somebody is writing: kept, encrypted, until they are sent.
create table identity.draft (
  account_id uuid not null references identity.account on delete cascade,
  page text not null,
  form text not null,
  body bytea not null,
  at timestamptz not null,
  primary key (account_id, page, form));

create index draft_at on identity.draft (at);
