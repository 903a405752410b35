-- A way out of every state: by when the clock acts, what one side proposes to the other, versions of results; who the client is.
alter table requests.request
  add column client_kind text not null default '',
  add column phone_digits text not null generated always as (regexp_replace(phone, '[^0-9]', '', 'g')) stored,
  add column chosen boolean not null default true,      -- whether the client named the member: then nobody else is shown the request without being asked
  add column due_at timestamptz,                        -- by when it is quoted, the quote holds, another member is chosen
  add column late_at timestamptz,
  add column silence_told_at timestamptz,
  add column proposed_by text,
  add column proposed_to uuid references network.organisation,
  add column proposed_why text;

update requests.request set due_at = now() + case state when 'Submitted' then interval '7 days' else interval '30 days' end where state in ('Submitted', 'Quoted');

create index request_due on requests.request (due_at) where due_at is not null;
create index request_proposed on requests.request (proposed_to) where proposed_to is not null;

-- Every result handed over stays as it was, with what was criticised.
create table requests.result (
  id uuid primary key,
  request_id uuid not null references requests.request,
  number int not null,
  text text not null,
  files uuid[] not null,
  delivered_at timestamptz not null,
  by_name text not null,
  account_id uuid,
  criticism text,
  returned_at timestamptz,
  unique (request_id, number));

insert into requests.result (id, request_id, number, text, files, delivered_at, by_name)
select gen_random_uuid(), id, 1, result, array(select file.id from foundation.file where owner_kind = 'request-result' and owner_id = request.id), delivered_at, coalesce(assignee, '')
from requests.request where delivered_at is not null and result is not null;

-- The board: looked at before it is public where the hub wants it; introductions by the owners; outcomes that both sides confirm.
alter table requests.post
  add column refusal text,
  add column changed_at timestamptz;

alter table requests.introduction
  alter column organisation_id drop not null,
  add column by_account uuid,
  add column reported_by text,
  add column reported_at timestamptz,
  add column need_confirms boolean,
  add column offer_confirms boolean,
  add column amount numeric(14, 2) check (amount >= 0),
  add column contract_number text;

create index introduction_offer on requests.introduction (offer_id);

-- Which owner was told of which match, so that nobody is told twice.
create table requests.match_told (
  post_id uuid not null references requests.post,
  other_id uuid not null references requests.post,
  at timestamptz not null,
  primary key (post_id, other_id));

create index match_told_other on requests.match_told (other_id, at);
