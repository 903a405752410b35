-- Mail that waits to be sent. It is written in the transaction of what it tells of, so neither is without the other.
create table foundation.mail (
  id uuid primary key,
  recipient text not null,
  subject text not null,
  body text not null,
  written_at timestamptz not null,
  next_try_at timestamptz not null,
  tries int not null default 0,
  sent_at timestamptz,
  failure text
);
create index mail_waiting on foundation.mail (next_try_at) where sent_at is null;
