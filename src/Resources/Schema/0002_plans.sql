-- A plan is announced (000·8: 立项通报): the period in which the network is asked, and what it says.
alter table resources.resource add column consult_from date;
alter table resources.resource add column consult_until date;
alter table resources.resource add column consulted_at timestamptz;
create index resource_consultation on resources.resource (consult_until) where consult_from is not null;

create table resources.comment (
  id uuid primary key,
  resource_id uuid not null references resources.resource,
  at timestamptz not null,
  organisation_id uuid references network.organisation,  -- null: an office
  region text not null,          -- of the member or office
  account_id uuid,
  author text not null,          -- the person, for those who handle it; the public sees the member or office
  stance text not null,
  text text not null);
create index comment_resource on resources.comment (resource_id, id);
create index comment_organisation on resources.comment (organisation_id);
create index comment_account on resources.comment (account_id);

-- What a reviewer tested, and what lies in the files of a tool.
alter table resources.review add column tested text;
create table resources.inspection (
  file_id uuid primary key,
  resource_id uuid not null references resources.resource,
  sha256 text not null,
  total int not null,            -- entries of an archive; 0 for other files
  unpacked bigint not null,      -- bytes of all entries as they say
  entries jsonb not null);       -- the first of them: name, size, what to look at
create index inspection_resource on resources.inspection (resource_id);
