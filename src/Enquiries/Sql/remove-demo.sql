-- What hangs on members and accounts of the demo network.
create temp table demo_enquiry on commit drop as
select enquiry.id from enquiries.enquiry
where organisation_id in (select id from network.organisation where demo)
   or passed && (select coalesce(array_agg(id), '{}') from network.organisation where demo)
   or account_id in (select id from identity.account where demo);
create temp table demo_entry on commit drop as
select id from enquiries.entry where organisation_id in (select id from network.organisation where demo);

delete from foundation.file where owner_kind = 'enquiry-message' and owner_id in (select id from enquiries.message where enquiry_id in (select id from demo_enquiry));
delete from enquiries.former_answer where message_id in (select id from enquiries.message where enquiry_id in (select id from demo_enquiry));
delete from enquiries.proposal where enquiry_id in (select id from demo_enquiry);
delete from enquiries.poor_rating where enquiry_id in (select id from demo_enquiry);
delete from enquiries.desk_setting where owner in (select 'organisation:' || id from network.organisation where demo);
delete from enquiries.roster where owner in (select 'organisation:' || id from network.organisation where demo);
delete from enquiries.message where enquiry_id in (select id from demo_enquiry);
update enquiries.enquiry set merged_into = null where merged_into in (select id from demo_enquiry);
delete from enquiries.enquiry where id in (select id from demo_enquiry);
delete from foundation.site_text where kind = 'answer' and id in (select id from demo_entry);
delete from enquiries.entry_vote where entry_id in (select id from demo_entry);
delete from enquiries.entry_version where entry_id in (select id from demo_entry);
delete from enquiries.entry where id in (select id from demo_entry);
delete from enquiries.template where organisation_id in (select id from network.organisation where demo);
delete from enquiries.feedback where organisation_id in (select id from network.organisation where demo);
update enquiries.feedback set account_id = null where account_id in (select id from identity.account where demo);
