-- Descriptions of patents, apart from the narrow record: by the checksum that the record keeps, compressed. Former versions point to theirs, so nothing is deleted with a change.
create table records.text (
  key text primary key,
  size int not null,
  body bytea not null
);

-- What sources say of records that are not there yet, such as legal status before the bibliography: joined when the record comes.
create table records.waiting (
  kind smallint not null,
  office text not null,
  number text not null,
  mark text not null,
  deletes boolean not null,
  doc json not null,
  received_at timestamptz not null,
  primary key (kind, office, number, mark)
);
