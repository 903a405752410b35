-- Introductions are named by a code as other cases are.
alter table requests.introduction add column code text;
update requests.introduction set code = 'DJ-' || upper(left(md5(id::text), 4)) || '-' || upper(substr(md5(id::text), 5, 6));
alter table requests.introduction alter column code set not null;
create unique index introduction_code on requests.introduction (code);
