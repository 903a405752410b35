create schema requests;

create table requests.request (
  id uuid primary key,
  code text not null unique,
  state text not null,
  type text not null,
  item_code text not null,
  account_id uuid,
  client text not null,
  employer text not null,
  phone text not null,
  email text not null,
  region text not null,
  title text not null,
  answers jsonb not null,
  wanted_by date,
  organisation_id uuid not null references network.organisation,
  passed uuid[] not null,
  quote numeric(12, 2) check (quote >= 0),
  quote_text text,
  quote_days int,
  quoted_at timestamptz,
  assignee_id uuid,
  assignee text,
  asked_at timestamptz not null,
  begun_at timestamptz,
  due_on date,
  reminded_at timestamptz,
  result text,
  delivered_at timestamptz,
  closed_at timestamptz,
  rating int check (rating between 1 and 5),
  revision int not null);

create index request_desk on requests.request (organisation_id, state);
create index request_account on requests.request (account_id, asked_at) where account_id is not null;
create index request_delivered on requests.request (delivered_at) where state = 'Delivered';

-- What was said and what was worked on.
create table requests.entry (
  id uuid primary key,
  request_id uuid not null references requests.request,
  at timestamptz not null,
  kind text not null,
  author text not null,
  account_id uuid,
  minutes int check (minutes between 1 and 6000),
  text text not null);

create index entry_request on requests.entry (request_id, id);

-- Needs and offers of enterprises (中小微企业帮扶).
create table requests.post (
  id uuid primary key,
  code text not null unique,
  side text not null,
  state text not null,
  account_id uuid,
  employer text not null,
  contact text not null,         -- told to both sides once both agree
  title text not null,
  text text not null,
  region text not null,
  industry text not null,
  technology text not null,
  until_day date not null,
  posted_at timestamptz not null,
  closed_at timestamptz,
  revision int not null);

create index post_board on requests.post (state, side, posted_at);
create index post_account on requests.post (account_id) where account_id is not null;

create table requests.introduction (
  id uuid primary key,
  need_id uuid not null references requests.post,
  offer_id uuid not null references requests.post,
  organisation_id uuid not null references network.organisation,
  state text not null,
  note text not null,
  by_name text not null,
  need_agrees boolean,
  offer_agrees boolean,
  made_at timestamptz not null,
  outcome text,
  outcome_text text,
  closed_at timestamptz,
  revision int not null);

create unique index introduction_once on requests.introduction (need_id, offer_id) where state <> 'Declined';
create index introduction_member on requests.introduction (organisation_id, state);
