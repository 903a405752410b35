-- The events of demo members with all that hangs on them; demo people at events of others are taken out of them.
create temp table demo_event on commit drop as select id from training.event where organisation_id in (select id from network.organisation where demo);

delete from foundation.site_text where kind = 'event' and id in (select id from demo_event);
delete from foundation.file where owner_kind = 'event-material' and owner_id in (select id from demo_event);
delete from training.attendance where registration_id in (select id from training.registration where event_id in (select id from demo_event));
delete from training.registration where event_id in (select id from demo_event);
delete from training.visit where event_id in (select id from demo_event);
delete from training.session where event_id in (select id from demo_event);
delete from training.event where id in (select id from demo_event);
update training.registration set account_id = null where account_id in (select id from identity.account where demo);
delete from training.talent_consent where account_id in (select id from identity.account where demo) or organisation_id in (select id from network.organisation where demo);
