-- After a large import the planner must know of it at once. Only the owner of a table may tell it; the role that serves is not the owner.
create function records.analyze_records() returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  analyze records.record;
  analyze records.number;
end $$;
