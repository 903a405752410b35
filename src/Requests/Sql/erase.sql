-- The person goes; the work stays. What only that person could answer ends.
update requests.entry set author = '', account_id = null where account_id = @account;
update requests.result set by_name = '', account_id = null where account_id = @account;
update requests.request set due_at = null,
  state = case when state in ('Submitted', 'Quoted', 'Returned') then 'Cancelled' when state in ('InWork', 'HandingOver', 'Ending') then 'Stopped' else state end,
  closed_at = case when state in ('Submitted', 'Quoted', 'Returned', 'InWork', 'HandingOver', 'Ending') then @now else closed_at end
where account_id = @account;
