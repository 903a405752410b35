-- A theme is proposed to be listed for everybody, by a member or an office, and decided on by an office.
create table watch.theme_listing (
  theme_id uuid primary key references watch.theme on delete cascade,
  state text not null,
  organisation_id uuid,          -- in whose name; null: an office
  region text not null,          -- of the member or office
  note text not null,            -- why everybody should have it
  proposed_by uuid,
  proposed_name text not null,
  proposed_at timestamptz not null,
  decided_name text,
  decided_at timestamptz,
  reason text);                  -- of whoever returned it or took it off
create index theme_listing_state on watch.theme_listing (state, region);
create index theme_listing_person on watch.theme_listing (proposed_by);
