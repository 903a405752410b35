-- Lines of the trail on which a reader fails: tried again some times, then set aside, so that the reader goes on.
create table foundation.set_aside (
  subscriber text not null,
  seq bigint not null,
  tries int not null,
  fault text not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  aside boolean not null,
  primary key (subscriber, seq));
