-- Everything that hangs on organisations and accounts of the demo network, from the leaves to the root.
create temp table demo_organisation on commit drop as select id from network.organisation where demo;
create temp table demo_dossier on commit drop as select id from filings.dossier where organisation_id in (select id from demo_organisation);
create temp table demo_filing on commit drop as select id from filings.filing where dossier_id in (select id from demo_dossier);
create temp table demo_registration on commit drop as select id from filings.registration where dossier_id in (select id from demo_dossier);

delete from foundation.file where owner_id in (select id from demo_filing);
delete from filings.objection where filing_id in (select id from demo_filing);
delete from filings.annual_report where dossier_id in (select id from demo_dossier);
delete from filings.change_report where dossier_id in (select id from demo_dossier);
delete from filings.term where registration_id in (select id from demo_registration);
delete from filings.rectification where registration_id in (select id from demo_registration);
delete from filings.registration where id in (select id from demo_registration);
delete from filings.ban where dossier_id in (select id from demo_dossier);
delete from filings.fired_deadline where dossier_id in (select id from demo_dossier);
update filings.filing set former_id = null where id in (select id from demo_filing);
delete from filings.filing where id in (select id from demo_filing);
delete from filings.dossier where id in (select id from demo_dossier);
delete from filings.batch where not exists (select from filings.filing where filing.batch_id = batch.id);
delete from directory.item_list where organisation_id in (select id from demo_organisation);
delete from network.group_member where organisation_id in (select id from demo_organisation);
delete from network.join_request where organisation_id in (select id from demo_organisation);
delete from network.staff_member where organisation_id in (select id from demo_organisation);
update network.membership set parent_id = null where parent_id in (select id from demo_organisation);
delete from network.membership where organisation_id in (select id from demo_organisation);
update identity.account_grant set ended_at = now() where organisation_id in (select id from demo_organisation) and ended_at is null;
delete from network.organisation where id in (select id from demo_organisation);
delete from identity.account where demo;
delete from filings.demo_setting;
