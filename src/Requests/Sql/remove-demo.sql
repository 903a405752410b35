-- Requests at demo members, posts of demo accounts, introductions of either.
create temp table demo_request on commit drop as
select id from requests.request
where organisation_id in (select id from network.organisation where demo) or account_id in (select id from identity.account where demo);
create temp table demo_post on commit drop as select id from requests.post where account_id in (select id from identity.account where demo);

delete from foundation.file where owner_kind in ('request-given', 'request-result', 'request-agreement', 'request-acceptance') and owner_id in (select id from demo_request);
update requests.request set proposed_to = null, proposed_by = null, proposed_why = null, state = case when state = 'HandingOver' then 'InWork' else state end
where proposed_to in (select id from network.organisation where demo);
delete from requests.result where request_id in (select id from demo_request);
delete from requests.entry where request_id in (select id from demo_request);
delete from requests.request where id in (select id from demo_request);
delete from requests.introduction
where need_id in (select id from demo_post) or offer_id in (select id from demo_post) or organisation_id in (select id from network.organisation where demo);
delete from requests.match_told where post_id in (select id from demo_post) or other_id in (select id from demo_post);
delete from foundation.file where owner_kind = 'post' and owner_id in (select id from demo_post);
delete from foundation.site_text where kind in ('need', 'offer') and id in (select id from demo_post);
delete from requests.post where id in (select id from demo_post);
