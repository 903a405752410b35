-- Up to which item a file of records holds what is published, so that it is told how much has changed since; and whether somebody asked for it to be built.
alter table exchange.dump
  add column item_stamp timestamptz not null default '2000-01-01Z',
  add column item_seq bigint not null default 0,
  add column asked boolean not null default false;
