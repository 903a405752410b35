-- What an account does not want to be told by mail; notices in the hub are always written.
create table identity.mail_choice (
  account_id uuid not null references identity.account on delete cascade,
  area text not null,
  primary key (account_id, area));
