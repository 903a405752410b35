-- The secret from which the keys of links are computed.
create table foundation.hub_secret (
  name text primary key,
  value bytea not null);

-- What is published besides records, to be found by its words and pairs of characters.
create table foundation.site_text (
  kind text not null,
  id uuid not null,
  title text not null,
  summary text not null,
  url text not null,
  region text,
  part text,
  at timestamptz not null,
  tokens tsvector not null,
  primary key (kind, id));

create index site_text_tokens on foundation.site_text using gin (tokens);
