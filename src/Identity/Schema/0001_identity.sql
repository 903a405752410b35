create schema identity;

create table identity.account (
  id uuid primary key,
  user_name text not null,
  normalized_user_name text not null,
  email text not null,
  normalized_email text not null,
  email_confirmed boolean not null,
  password_hash text,
  security_stamp text not null,
  concurrency_stamp text not null,
  phone_number text,
  phone_number_confirmed boolean not null,
  two_factor_enabled boolean not null,
  lockout_end timestamptz,
  lockout_enabled boolean not null,
  access_failed_count int not null,
  display_name text not null,
  created_at timestamptz not null,
  password_changed_at timestamptz not null,
  disabled boolean not null,
  demo boolean not null,
  last_code_step bigint not null);

create unique index account_user_name on identity.account (normalized_user_name);
create unique index account_email on identity.account (normalized_email);

create table identity.account_token (
  user_id uuid not null references identity.account on delete cascade,
  login_provider text not null,
  name text not null,
  value text,
  primary key (user_id, login_provider, name));

-- Who may do what, where: a duty and its reach.
create table identity.account_grant (
  id uuid primary key,
  account_id uuid not null references identity.account on delete cascade,
  duty text not null,
  region text,
  sector text,
  organisation_id uuid,
  given_at timestamptz not null,
  given_by text not null,
  ended_at timestamptz);

create index grant_account on identity.account_grant (account_id) where ended_at is null;
create index grant_organisation on identity.account_grant (organisation_id) where ended_at is null and organisation_id is not null;
create unique index grant_once on identity.account_grant (account_id, duty, coalesce(region, ''), coalesce(sector, ''), coalesce(organisation_id, '00000000-0000-0000-0000-000000000000')) where ended_at is null;

create table identity.session (
  id uuid primary key,
  account_id uuid not null references identity.account on delete cascade,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  address text,
  agent text,
  ended_at timestamptz);

create index session_account on identity.session (account_id) where ended_at is null;

-- What the hub tells people, each process at most once to each person.
create table identity.notice (
  id uuid primary key,
  account_id uuid not null references identity.account on delete cascade,
  process_seq bigint not null,
  place int not null,
  at timestamptz not null,
  zh text not null,
  en text not null,
  url text not null,
  read_at timestamptz,
  unique (account_id, process_seq, place));

create index notice_unread on identity.notice (account_id, at) where read_at is null;
