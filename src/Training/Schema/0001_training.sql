create schema training;

create table training.event (
  id uuid primary key,
  organisation_id uuid not null references network.organisation,
  form text not null,
  mode text not null,
  state text not null,
  title text not null,
  summary text not null,
  body text not null,
  subject text not null,
  region text not null,
  place text not null,
  online_url text not null,      -- told to those registered
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  registration boolean not null,
  registration_until timestamptz,
  quota int check (quota > 0),   -- null: no limit
  waiting boolean not null,
  certificate boolean not null,
  least_share int not null check (least_share between 1 and 100),
  contact text not null,
  persons int,                   -- reached, once it is closed
  published_at timestamptz,
  closed_at timestamptz,
  revision int not null);

create index event_calendar on training.event (starts_at) where state = 'Published';
create index event_organisation on training.event (organisation_id, starts_at);
create index event_ended on training.event (ends_at) where state = 'Published';

create table training.session (
  id uuid primary key,
  event_id uuid not null references training.event,
  title text not null,
  speaker text not null,
  room text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null);

create index session_event on training.session (event_id, starts_at);

create table training.registration (
  id uuid primary key,
  event_id uuid not null references training.event,
  code text not null unique,
  account_id uuid,
  state text not null,
  position int not null,         -- order in which they came
  name text not null,
  email text not null,
  phone text not null,
  employer text not null,
  online boolean not null,
  registered_at timestamptz not null,
  reminded_at timestamptz,
  content_stars int check (content_stars between 1 and 5),
  speaker_stars int check (speaker_stars between 1 and 5),
  whole_stars int check (whole_stars between 1 and 5),
  comment text,
  evaluated_at timestamptz,
  certificate text unique,
  revision int not null,
  unique (event_id, position));

create unique index registration_account on training.registration (event_id, account_id) where account_id is not null and state <> 'Cancelled';
create index registration_mine on training.registration (account_id) where account_id is not null;
create index registration_state on training.registration (event_id, state, position);

create table training.attendance (
  registration_id uuid not null references training.registration,
  session_id uuid not null references training.session on delete cascade,
  at timestamptz not null,
  noted_by text not null,
  primary key (registration_id, session_id));
