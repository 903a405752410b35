-- Who asked for a file (an account or a network address), so that nobody fills the queue alone.
alter table search.export add column owner text not null default '';
create index export_owner on search.export (owner, asked_at desc);
