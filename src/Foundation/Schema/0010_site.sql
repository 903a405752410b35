-- What the operator says of the site: one row for each time it was saved. The newest published one is shown; drafts are previews of an administrator.
create table foundation.site (
  revision int generated always as identity primary key,
  content jsonb not null,
  published_at timestamptz,
  saved_at timestamptz not null default now(),
  saved_by text not null);

create table foundation.site_logo (
  digest text primary key,
  type text not null,
  content bytea not null);
