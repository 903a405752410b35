-- Who it was given to, by when it was to be given, what was typed by hand, and what of that was struck out.
alter table directory.service_record
  add column client_kind text check (client_kind in ('Person', 'SmallFirm', 'LargerFirm', 'University', 'Government', 'Other')),
  add column due_at timestamptz,
  add column by_hand boolean not null default false,
  add column struck_at timestamptz,
  add column revision int not null default 0;

update directory.service_record set by_hand = true where source_kind = 'lookup';
