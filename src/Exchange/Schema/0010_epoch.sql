-- The epoch of the feed for which the datestamps hold; another one means that the database was brought back from a backup.
alter table exchange.follower add column epoch uuid;
update exchange.follower set epoch = (select epoch from records.feed where id = 1);

-- What a source says of its own epoch; since when its whole list is read once more; whether the operator entered it at the shell, so that it may lie in
-- networks that are not public; deletions that wait for an administrator, and whether he agreed.
alter table exchange.source
  add column epoch text,
  add column whole_since timestamptz,
  add column trusted boolean not null default true,
  add column held_deletions bigint,
  add column deletions_agreed boolean not null default false;
