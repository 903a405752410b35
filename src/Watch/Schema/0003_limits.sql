-- Where a space without an account came from, and when its owner was last here: nobody fills the hub with spaces, and alerts that nobody reads rest.
alter table watch.space add column origin text;
alter table watch.space add column seen_at timestamptz not null default now();
create index space_origin on watch.space (origin, created_at) where origin is not null;
