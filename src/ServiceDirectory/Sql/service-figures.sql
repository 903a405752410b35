-- Services given in a time, by one dimension; served by service_record_ended.
select
  case @by
    when 'member' then record.organisation_id::text
    when 'region' then substr(organisation.region, 1, 2)
    when 'item' then record.item_code
    when 'channel' then record.channel
    when 'kind' then record.source_kind
    else to_char(record.ended_at at time zone 'Asia/Shanghai', 'YYYY-MM')
  end as Value,
  count(*) as Services,
  coalesce(sum(record.persons), 0) as Persons,
  coalesce(sum(record.minutes), 0) as Minutes,
  percentile_cont(0.5) within group (order by extract(epoch from record.ended_at - record.began_at)::float8 / 3600)
    filter (where record.source_kind <> 'event') as Hours,
  count(record.rating) as Rated,
  avg(record.rating)::float8 as Stars
from directory.service_record record
join network.organisation organisation on organisation.id = record.organisation_id
where record.ended_at >= @from and record.ended_at < @to
  and (@region::text is null or starts_with(organisation.region, @region))
  and (@members::uuid[] is null or record.organisation_id = any(@members))
group by 1
order by 1
