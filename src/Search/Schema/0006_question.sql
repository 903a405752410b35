-- Questions that others are built on (#3 AND 陶瓷), and those too long for an address: under a key that is made of the question itself.
create table search.question (
  key text primary key,
  address text not null,         -- from ? on, as a link carries it
  origin text not null,          -- who brought it (an account or a network address), so that nobody fills the hub
  created_at timestamptz not null,
  used_at timestamptz not null   -- to the day
);
create index question_origin on search.question (origin, created_at);
create index question_used on search.question (used_at);
