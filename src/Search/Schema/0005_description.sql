-- The description (full text) of patents, asked by fields of its own; its keys stay apart from those of what is asked without a field.
alter table search.entry
  add column description text not null default '',
  add column description_grams int[];
alter table search.entry alter column description set storage extended;
create index entry_description_grams on search.entry using gin (description_grams) where description_grams is not null;
