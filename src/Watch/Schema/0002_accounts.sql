-- A space that belongs to an account is found without its key, in every browser in which the account is signed in.
alter table watch.space add column account_id uuid;

create unique index space_account on watch.space (account_id) where account_id is not null;
