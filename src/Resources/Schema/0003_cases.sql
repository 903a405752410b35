-- A resource is a case: people name it by a code, and find it by its title.
alter table resources.resource add column code text;
update resources.resource set code = 'ZY-' || upper(left(md5(id::text), 4)) || '-' || upper(substr(md5(id::text), 5, 8));
alter table resources.resource alter column code set not null;
create unique index resource_code on resources.resource (code);
alter table resources.resource add column heading text not null generated always as (coalesce(draft ->> 'title', content ->> 'title', '')) stored;
