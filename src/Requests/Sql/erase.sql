-- The person goes; the work stays. What only that person could answer ends.
update requests.entry set author = '', account_id = null where account_id = @account;
update requests.result set by_name = '', account_id = null where account_id = @account;
update requests.request set account_id = null, client = '', employer = '', phone = '', email = '', due_at = null,
  state = case when state in ('Submitted', 'Quoted', 'Returned') then 'Cancelled' when state in ('InWork', 'HandingOver', 'Ending') then 'Stopped' else state end,
  closed_at = case when state in ('Submitted', 'Quoted', 'Returned', 'InWork', 'HandingOver', 'Ending') then @now else closed_at end
where account_id = @account;
update requests.introduction set by_name = '', by_account = null where by_account = @account;
delete from foundation.site_text where kind in ('need', 'offer') and id in (select id from requests.post where account_id = @account);
delete from foundation.file where owner_kind = 'post' and owner_id in (select id from requests.post where account_id = @account);
update requests.post set account_id = null, employer = '', contact = '', state = case when state in ('Open', 'Waiting', 'Refused') then 'Closed' else state end where account_id = @account;
