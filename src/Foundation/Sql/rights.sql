-- Run at every start by the owner of the tables: everything of the hub is the owner's, and the role that serves may read and write rows; of the trail it may
-- only read and add. It owns what it builds anew itself. What is so already is left alone.
do $$
declare
  owner name := current_setting('zhishu.owner');
  app name := current_setting('zhishu.app');
  schemas text[] := string_to_array(current_setting('zhishu.schemas'), ',');
  built text[] := string_to_array(current_setting('zhishu.built'), ',');
  thing record;
  target name;
  rights text;
begin
  for thing in select oid, nspname as name, pg_get_userbyid(nspowner) as owner from pg_namespace where nspname = any (schemas) loop
    if thing.owner <> owner then
      execute format('alter schema %I owner to %I', thing.name, owner);
    end if;
    rights := case when exists (select from unnest(built) b where split_part(b, '.', 1) = thing.name) then 'usage, create' else 'usage' end;
    if not has_schema_privilege(app, thing.oid, replace(rights, 'usage, ', '')) then
      execute format('grant %s on schema %I to %I', rights, thing.name, app);
    end if;
  end loop;

  for thing in
    select c.oid, n.nspname as schema, c.relname as name, c.relkind as kind, pg_get_userbyid(c.relowner) as owner, n.nspname || '.' || c.relname as full_name
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = any (schemas) and c.relkind in ('r', 'p', 'v', 'm', 'S')
      and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i') and c.relkind = 'S')
  loop
    target := case when thing.full_name = any (built) then app else owner end;
    if thing.owner <> target then
      execute format('alter %s %I.%I owner to %I', case thing.kind when 'S' then 'sequence' when 'v' then 'view' when 'm' then 'materialized view' else 'table' end, thing.schema, thing.name, target);
    end if;
    if target = app then
      continue;
    end if;

    if thing.kind = 'S' then
      if not has_sequence_privilege(app, thing.oid, 'usage') then
        execute format('grant usage, select, update on sequence %I.%I to %I', thing.schema, thing.name, app);
      end if;
      continue;
    end if;

    rights := case thing.full_name when 'foundation.process' then 'select, insert' when 'foundation.schema_file' then 'select' else 'select, insert, update, delete' end;
    if thing.full_name in ('foundation.process', 'foundation.schema_file') and has_table_privilege(app, thing.oid, 'update, delete, truncate, references, trigger')
      or not has_table_privilege(app, thing.oid, 'select') then
      execute format('revoke all on %I.%I from public, %I; grant %s on %I.%I to %I', thing.schema, thing.name, app, rights, thing.schema, thing.name, app);
    end if;
  end loop;

  for thing in
    select p.oid::regprocedure::text as name from pg_proc p
    join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = any (schemas) and pg_get_userbyid(p.proowner) <> owner
  loop
    execute format('alter routine %s owner to %I', thing.name, owner);
  end loop;
end $$;
