-- Terms in Chinese and English. It starts with the shipped file and is edited from then on.
create table search.term (
  id int generated always as identity primary key,
  zh text not null,
  en text not null,
  source text not null default '',
  field text not null default ''
);
create unique index term_pair on search.term (zh, lower(en));
