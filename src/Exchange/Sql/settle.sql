-- Run at every start. After a restore the state of any record may differ from what was told of it before: every item is told of anew, with the datestamp of now,
-- so that each harvester reads it again; the files of open data are built again.
do $$
begin
  if (select epoch from exchange.follower where id = 1) is distinct from (select epoch from records.feed where id = 1) then
    update exchange.follower set epoch = (select epoch from records.feed where id = 1), stamp = greatest(stamp, date_trunc('second', clock_timestamp())) where id = 1;
    update exchange.item set stamp = (select stamp from exchange.follower where id = 1);
    delete from exchange.dump;
  end if;
end $$;
