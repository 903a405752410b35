-- Resources of demo members, and those that demo officers wrote.
create temp table demo_resource on commit drop as
select id from resources.resource
where organisation_id in (select id from network.organisation where demo) or author_id in (select id from identity.account where demo);

delete from foundation.site_text where kind = 'resource' and id in (select id from demo_resource);
delete from foundation.file where owner_kind = 'resource' and owner_id in (select id from demo_resource);
delete from resources.rating where resource_id in (select id from demo_resource);
delete from resources.download where resource_id in (select id from demo_resource);
delete from resources.inspection where resource_id in (select id from demo_resource);
delete from resources.comment where resource_id in (select id from demo_resource) or organisation_id in (select id from network.organisation where demo)
  or account_id in (select id from identity.account where demo);
delete from resources.review where resource_id in (select id from demo_resource);
delete from resources.resource_version where resource_id in (select id from demo_resource);
delete from resources.resource where id in (select id from demo_resource);
