-- Publications and exhibitions as what they are; cancelling by the host and certificates taken back leave their trace; people let their member see their record.
alter table training.event
  add column publication_number text not null default '',  -- ISBN or ISSN
  add column issue text not null default '',
  add column copies int check (copies >= 0),                -- distributed
  add column opening_hours text not null default '',
  add column asked_at timestamptz;                          -- when its host was asked to count and close it

alter table training.registration
  add column dropped_at timestamptz,                        -- by the host
  add column drop_reason text,
  add column revoked_at timestamptz;                        -- the certificate

-- Who has no account is found again by the address.
create index registration_guest on training.registration (lower(email)) where account_id is null and email <> '';

-- Visitors of an exhibition, counted by hand.
create table training.visit (
  event_id uuid not null references training.event,
  day date not null,
  persons int not null check (persons between 0 and 100000),
  noted_by text not null,
  at timestamptz not null,
  primary key (event_id, day));

-- Who lets a member see their training record (个人信息保护法·13, 15).
create table training.talent_consent (
  account_id uuid not null,
  organisation_id uuid not null references network.organisation,
  given_at timestamptz not null,
  primary key (account_id, organisation_id));

create index talent_consent_member on training.talent_consent (organisation_id);
