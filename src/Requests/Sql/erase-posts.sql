delete from foundation.site_text where kind in ('need', 'offer') and id in (select id from requests.post where account_id = @account);
delete from foundation.file where owner_kind = 'post' and owner_id in (select id from requests.post where account_id = @account);
update requests.post set account_id = null, employer = '', contact = '', state = case when state in ('Open', 'Waiting', 'Refused') then 'Closed' else state end where account_id = @account;
