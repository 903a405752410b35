-- What was sent within a day: the same content from the same session twice is one.
create table foundation.sending (
  digest bytea primary key,
  subject_id uuid not null,
  at timestamptz not null);

create index sending_at on foundation.sending (at);

-- The case whose room a file takes; a case has several owners of files, such as the messages of a thread.
alter table foundation.file add column case_id uuid;
update foundation.file set case_id = owner_id;
alter table foundation.file alter column case_id set not null;
create index file_case on foundation.file (case_id) include (size);
