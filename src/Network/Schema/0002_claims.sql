-- Several may say to be the organisation of a credit code; only one is confirmed, by an office.
drop index network.organisation_credit_code;
create unique index organisation_credit_code on network.organisation (credit_code) where verified_at is not null;
create index organisation_claimed_code on network.organisation (credit_code) where verified_at is null;

-- When an office turned a claim down: its people have no part in it any more.
alter table network.organisation add column declined_at timestamptz;

-- Whose people can act is asked at every request: kept where accounts are, by the row itself, so that no way of writing forgets it.
create function network.tell_confirmed() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' then
    delete from identity.confirmed_organisation where organisation_id = old.id;
  end if;
  if tg_op <> 'DELETE' and new.verified_at is not null then
    insert into identity.confirmed_organisation (organisation_id) values (new.id) on conflict do nothing;
  end if;
  return null;
end $$;

create trigger organisation_confirmed after insert or delete or update of verified_at on network.organisation
  for each row execute function network.tell_confirmed();

insert into identity.confirmed_organisation (organisation_id) select id from network.organisation where verified_at is not null;
