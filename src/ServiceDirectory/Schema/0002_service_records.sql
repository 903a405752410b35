-- Services given: annual reports and evaluation are computed from these.
create table directory.service_record (
  id uuid primary key,
  organisation_id uuid not null references network.organisation,
  source_kind text not null,
  source_id uuid not null,
  item_code text not null,
  channel text not null,
  region text,
  account_id uuid,
  served_by text not null,
  persons int not null check (persons >= 0),
  began_at timestamptz not null,
  ended_at timestamptz not null,
  minutes int,
  outcome text not null,
  rating numeric check (rating between 1 and 5),
  unique (source_kind, source_id));

create index service_record_organisation on directory.service_record (organisation_id, ended_at);
create index service_record_ended on directory.service_record (ended_at);
create index service_record_account on directory.service_record (account_id) where account_id is not null;
