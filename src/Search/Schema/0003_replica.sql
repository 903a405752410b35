-- Which database a replica of the index was made from. A dump carries it along; that the feed is still the same is seen by its last change.
create table search.identity (
  id uuid primary key default gen_random_uuid()
);
insert into search.identity default values;
