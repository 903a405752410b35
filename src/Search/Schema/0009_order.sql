-- What numbers, titles and applicants are sorted by. The keys are made by the program, the same for both engines; they stand in the order of their code points.
alter table search.entry
  add column number_key bigint,
  add column title_key text collate "C",
  add column applicant_key text collate "C";
alter table search.entry
  alter column title_key set storage external, -- read when titles are sorted, and seldom otherwise
  alter column applicant_key set storage main;

-- Every record comes again from the feed; what is there answers until then.
update search.cursor set seq = 0 where name = 'entry';
