-- Organisations that an officer has confirmed: only for these can their people act. The register keeps it in step with its own rows.
create table identity.confirmed_organisation (
  organisation_id uuid primary key);

-- Browsers in which an account has signed in. Wrong tries elsewhere do not lock its owner out of them.
create table identity.device (
  account_id uuid not null references identity.account on delete cascade,
  mark bytea not null,
  first_at timestamptz not null,
  seen_at timestamptz not null,
  failures int not null default 0,
  locked_until timestamptz,
  primary key (account_id, mark));

create index device_mark on identity.device (mark);

-- What one administrator asks and a second person agrees to: a new password, a cleared second factor, a duty of the hub.
create table identity.consent (
  id uuid primary key,
  account_id uuid not null references identity.account on delete cascade,
  kind text not null,
  duty text,
  region text,
  sector text,
  reason text not null,
  asked_at timestamptz not null,
  asked_by uuid not null,
  asked_by_name text not null,
  answered_at timestamptz,
  answered_by uuid,
  answered_by_name text,
  agreed boolean,
  revision int not null);

create unique index consent_open on identity.consent (account_id, kind, coalesce(duty, ''), coalesce(region, ''), coalesce(sector, '')) where answered_at is null;
