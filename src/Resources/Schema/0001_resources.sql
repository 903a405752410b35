create schema resources;

create table resources.resource (
  id uuid primary key,
  kind text not null,
  state text not null,
  organisation_id uuid references network.organisation,  -- null: an office
  region text not null,          -- of the member or office
  content jsonb,                 -- as published; null before the first time and once withdrawn
  draft jsonb,                   -- what is being written or reviewed
  version int not null,
  author_id uuid,
  author text not null,
  submitted_at timestamptz,
  published_at timestamptz,
  published_by text,
  valid_until date,
  stars int not null,
  raters int not null,
  revision int not null);

create index resource_kind on resources.resource (kind, published_at) where content is not null;
create index resource_state on resources.resource (state, region);
create index resource_organisation on resources.resource (organisation_id);

create table resources.resource_version (
  resource_id uuid not null references resources.resource,
  number int not null,
  content jsonb not null,
  published_at timestamptz not null,
  published_by text not null,
  primary key (resource_id, number));

create table resources.review (
  id uuid primary key,
  resource_id uuid not null references resources.resource,
  at timestamptz not null,
  officer text not null,
  act text not null,
  opinion text,
  checked text[] not null);

create index review_resource on resources.review (resource_id, id);

create table resources.download (
  resource_id uuid not null references resources.resource,
  file_id uuid not null,
  count bigint not null,
  primary key (resource_id, file_id));

create table resources.rating (
  resource_id uuid not null references resources.resource,
  voter text not null,
  stars int not null check (stars between 1 and 5),
  primary key (resource_id, voter));
