-- What ranking, analysis, similar marks and suggestions need besides. The search table is filled again from the feed.
truncate search.entry;
update search.cursor set seq = 0 where name = 'entry';

alter table search.entry
  add column family text not null,       -- the same for all members of a family
  add column inventors text[] not null,
  add column groups text[] not null,     -- IPC main groups
  add column keywords text[] not null;   -- words of the title that say something

alter table search.entry
  alter column family set storage plain,
  alter column inventors set storage main,
  alter column groups set storage main,
  alter column keywords set storage main,
  alter column grams set statistics 200; -- how common each key is weighs the words of a ranking

-- Trademarks, by the characters and the sounds of their names.
create table search.mark (
  id uuid primary key,
  name text not null,
  sound text not null,   -- syllables between blanks
  keys int[] not null    -- characters and syllables
);
create index mark_keys on search.mark using gin (keys);

-- Applicants and title words with how many records have them, made anew from search.entry now and then.
create table search.name (
  name text primary key,
  folded text not null,
  sound text not null,
  initials text not null,
  records bigint not null
);
create index name_folded on search.name (folded text_pattern_ops);
create index name_sound on search.name (sound text_pattern_ops);
create index name_initials on search.name (initials text_pattern_ops);

create table search.word (
  word text primary key,
  sound text not null,
  records bigint not null
);
create index word_prefix on search.word (word text_pattern_ops);
create index word_sound on search.word (sound);
insert into search.cursor (name, seq) values ('names', 0);

-- Groups of words that are searched for together.
create table search.synonym (
  id int generated always as identity primary key,
  terms text[] not null
);

-- Names of one and the same applicant.
create table search.alias (
  name text primary key,
  canonical text not null
);
create index alias_canonical on search.alias (canonical);

-- How often a hit's key appears in a text of the normal form.
create function search.times(t text, needle text) returns real language sql immutable parallel safe
  return (octet_length(t) - octet_length(replace(t, needle, '')))::real / octet_length(needle);

-- Files made of a whole result.
create table search.export (
  id uuid primary key,
  question text not null,
  format text not null,
  state text not null check (state in ('waiting', 'running', 'done', 'failed')),
  done bigint not null default 0,
  total bigint not null,
  asked_at timestamptz not null,
  finished_at timestamptz
);
create index export_asked on search.export (asked_at);
