-- Run at every start. A database that was brought back from a backup into another cluster has transaction numbers of the old one: readers of the feed would
-- wait for transactions that never come. All of them are long done, which is what 3, the first number of any cluster, says. Whoever follows the feed from
-- outside learns by the epoch that what was told before may not be so any more.
do $$
declare
  here text := (select system_identifier::text from pg_control_system());
begin
  if (select cluster from records.feed where id = 1) is distinct from here then
    update records.changes set transaction_id = '3'::xid8 where transaction_id <> '3'::xid8;
    update records.feed set cluster = here, epoch = gen_random_uuid(), begun_at = clock_timestamp() where id = 1;
  end if;
end $$;
