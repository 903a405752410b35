-- Office, expiry and agents stand in the row; what is asked seldom stands in a table beside it, so that the rows that are counted stay narrow.
alter table search.entry
  add column office text,
  add column expires date,
  add column agent text not null default '';
alter table search.entry alter column office set storage plain;

create table search.more (
  id uuid primary key,
  keys text[] not null,        -- p: priority, d: its year, x: CPC symbol, m: main symbol, c: cited document, f: family, e: year of an event; behind each the value
  priorities date[] not null,
  event_days date[] not null,
  grams int[] not null,        -- keys of examiner and events
  examiner text not null,
  events text not null
);
alter table search.more alter column examiner set storage extended, alter column events set storage extended;
create index more_keys on search.more using gin (keys);
create index more_grams on search.more using gin (grams);

-- Every record comes again from the feed, which keeps the last change of each; what is there answers until then.
update search.cursor set seq = 0 where name = 'entry';
