-- An event is a case: people name it by a code.
alter table training.event add column code text;
update training.event set code = 'HD-' || upper(left(md5(id::text), 4)) || '-' || upper(substr(md5(id::text), 5, 8));
alter table training.event alter column code set not null;
create unique index event_code on training.event (code);
