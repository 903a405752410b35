-- A record that is announced once more though nothing changed in it, so that an index is built anew: whoever tells people of changes passes it over.
alter table records.changes add column again boolean not null default false;
