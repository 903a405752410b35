-- Pictures that harvested records name and that are not here yet; fetched from the hub that told of them.
create table exchange.media_wanted (
  key text primary key,
  source_id uuid not null references exchange.source on delete cascade,
  tries int not null default 0,
  next_at timestamptz not null
);
create index media_wanted_due on exchange.media_wanted (next_at);
