-- What somebody sent when their session had ended: kept, encrypted, until they have signed in again, two hours at most.
create table identity.held_form (
  digest bytea primary key,
  account_id uuid not null references identity.account on delete cascade,
  address text not null,
  content_type text not null,
  body bytea not null,
  held_at timestamptz not null);

create index held_form_account on identity.held_form (account_id, held_at);
