-- Services given in a time and cases asked in it that nobody has answered yet, by one dimension or two of them crossed; served by service_record_ended
-- and the indexes of the modules that tell what waits.
with every as (
  select organisation_id, item_code, channel, source_kind, client_kind, region, ended_at as at, began_at, ended_at, due_at, persons, minutes, rating, by_hand
  from directory.service_record
  where struck_at is null and ended_at >= @from and ended_at < @to
  union all
  select organisation_id, item_code, channel, source_kind, client_kind, region, began_at, began_at, null, due_at, 0, null, null, false
  from (
    select null::uuid as organisation_id, '' as item_code, '' as channel, '' as source_kind, null::text as client_kind, null::text as region,
      null::timestamptz as began_at, null::timestamptz as due_at
    where false /*waiting*/) waiting
  where began_at >= @from and began_at < @to
),
named as (
  select every.*, array[
    to_char(at at time zone 'Asia/Shanghai', 'YYYY-MM'), to_char(at at time zone 'Asia/Shanghai', 'YYYY"-Q"Q'), to_char(at at time zone 'Asia/Shanghai', 'YYYY'),
    substr(region, 1, @digits), item_code, channel, source_kind, client_kind, organisation_id::text] as names
  from every
  where (@region::text is null or starts_with(region, @region))
    and (@item::text is null or item_code = @item)
    and (@channel::text is null or channel = @channel)
    and (@client::text is null or client_kind = @client)
    and (@members::uuid[] is null or organisation_id = any(@members))
)
select
  coalesce(names[@by], '') as Value,
  coalesce(names[@cross], '') as Other,
  count(ended_at) as Services,
  count(*) filter (where by_hand) as ByHand,
  coalesce(sum(persons), 0) as Persons,
  coalesce(sum(minutes), 0) as Minutes,
  percentile_cont(0.5) within group (order by extract(epoch from ended_at - began_at)::float8 / 3600)
    filter (where source_kind <> 'event' and not by_hand and ended_at is not null) as Hours,
  count(*) filter (where ended_at <= due_at) as InTime,
  count(*) filter (where coalesce(ended_at, @now) > due_at) as Late,
  count(*) filter (where ended_at is null) as Waiting,
  count(rating) as Rated,
  avg(rating)::float8 as Stars
from named
group by 1, 2
order by 1, 2
