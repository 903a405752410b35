-- What a visitor asks, in rounds with numbers. Its owner is a space, or the session of a browser that has none (the first half of the hash of its cookie).
create table watch.asker (
  owner uuid primary key,
  space_id uuid references watch.space on delete cascade,
  round int not null,
  asked_at timestamptz not null,
  origin text,                  -- of a session without a space
  created_at timestamptz not null
);
create index asker_space on watch.asker (space_id);
create index asker_origin on watch.asker (origin, created_at) where origin is not null;
create index asker_asked on watch.asker (asked_at) where space_id is null;

create table watch.asked (
  owner uuid not null references watch.asker on delete cascade,
  round int not null,
  number int not null,
  key text not null,            -- made of the address: the same question stands once in a round
  address text not null,        -- from ? on
  typed text not null,
  total bigint,                 -- null: not asked yet
  asked_at timestamptz not null,
  primary key (owner, round, number),
  unique (owner, round, key)
);
create index asked_at on watch.asked (asked_at);

-- Strategies: lines that are run one after another and may be built on those above.
create table watch.strategy (
  id uuid primary key,
  space_id uuid not null references watch.space on delete cascade,
  name text not null,
  lines json not null,          -- query and note of each
  share_key text unique,        -- who has it may read
  revision int not null,
  changed_at timestamptz not null
);
create index strategy_space on watch.strategy (space_id, changed_at desc);
