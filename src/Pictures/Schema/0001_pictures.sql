create schema pictures;

-- What a file of the media store looks like, made once whoever shows it; made anew at any time.
create table pictures.look (
  key text primary key,
  version smallint not null,   -- of the way looks are made
  look bytea not null          -- colours and views; without views when nothing is to be seen, empty when it cannot be opened
);

-- The pictures of marks and designs, from the records by their change feed.
create table pictures.shown (
  record_id uuid not null,
  n smallint not null,         -- place among the pictures of its record, from 0
  key text not null,
  kind smallint not null,
  status smallint not null,
  codes text[] not null,       -- nice:9, locarno:14-03, vienna:26.1.1
  applicant text not null,     -- folded, for comparison
  synthetic boolean not null,
  primary key (record_id, n)
);
create index shown_key on pictures.shown (key);

-- Files still to be looked at; one that is not there is tried again later.
create table pictures.waiting (
  key text primary key,
  after timestamptz not null
);
create index waiting_after on pictures.waiting (after);

-- What changed, for the copies in the memory of each process: a record whose pictures changed, or a file whose look is there now. Written by one process at a time.
create table pictures.turn (
  seq bigint generated always as identity primary key,
  record_id uuid,
  key text
);

create table pictures.cursor (
  seq bigint not null          -- the last change of records.changes that is in shown
);
insert into pictures.cursor (seq) values (0);
