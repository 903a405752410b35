create schema directory;

-- A list is a draft (one per organisation), the published one, or an earlier version.
create table directory.item_list (
  id uuid primary key,
  organisation_id uuid not null references network.organisation,
  state text not null check (state in ('draft', 'published', 'earlier')),
  version int not null,
  published_at timestamptz,
  published_by text,
  revision int not null);

create unique index item_list_state on directory.item_list (organisation_id, state) where state in ('draft', 'published');
create unique index item_list_version on directory.item_list (organisation_id, version) where state <> 'draft';

create table directory.service_item (
  id uuid primary key,
  list_id uuid not null references directory.item_list on delete cascade,
  place int not null,
  code text not null,
  name text not null,
  channels text[] not null,
  audience text not null,
  free boolean not null,
  amount text not null,
  conditions text not null,
  time_limit text not null,
  materials text not null,
  reach text not null,
  contact text not null,
  hours text not null);

create index service_item_list on directory.service_item (list_id, place);
create index service_item_code on directory.service_item (code);
