create schema enquiries;

create table enquiries.enquiry (
  id uuid primary key,
  code text not null unique,
  state text not null,
  channel text not null,
  account_id uuid,
  sender text not null,          -- keyed hash of who sent it, for limits
  asker text not null,
  phone text not null,
  email text not null,
  region text not null,
  subject text not null,
  item_code text not null,
  title text not null,
  organisation_id uuid references network.organisation,  -- null: the desk of the hub
  passed uuid[] not null,        -- members that had it before
  assignee_id uuid,
  assignee text,
  asked_at timestamptz not null,
  due_at timestamptz not null,
  reminded_at timestamptz,
  late_at timestamptz,
  answered_at timestamptz,
  closed_at timestamptz,
  merged_into uuid references enquiries.enquiry,
  rating int check (rating between 1 and 5),
  revision int not null);

create index enquiry_desk on enquiries.enquiry (organisation_id, state, due_at);
create index enquiry_account on enquiries.enquiry (account_id, asked_at) where account_id is not null;
create index enquiry_sender on enquiries.enquiry (sender, asked_at);
create index enquiry_asked on enquiries.enquiry (asked_at);
create index enquiry_due on enquiries.enquiry (due_at) where state = 'Open';
create index enquiry_answered on enquiries.enquiry (answered_at) where state = 'Answered';
create index enquiry_passed on enquiries.enquiry using gin (passed);

create table enquiries.message (
  id uuid primary key,
  enquiry_id uuid not null references enquiries.enquiry,
  at timestamptz not null,
  kind text not null,
  author text not null,
  account_id uuid,
  organisation_id uuid,
  text text not null);

create index message_enquiry on enquiries.message (enquiry_id, id);

-- What is said often: of one member, or of the hub when the member is null.
create table enquiries.template (
  id uuid primary key,
  organisation_id uuid references network.organisation,
  title text not null,
  text text not null,
  revision int not null);

create table enquiries.entry (
  id uuid primary key,
  organisation_id uuid references network.organisation,
  region text,
  subject text not null,
  item_code text not null,
  question text not null,        -- as published
  answer text not null,
  version int not null,          -- published version, 0 before the first
  published_at timestamptz,
  published_by text,
  from_enquiry uuid,
  useful int not null,
  useless int not null,
  withdrawn boolean not null,
  revision int not null);

create index entry_subject on enquiries.entry (subject) where version > 0 and not withdrawn;

create table enquiries.entry_version (
  id uuid primary key,
  entry_id uuid not null references enquiries.entry,
  state text not null check (state in ('draft', 'review', 'returned', 'published')),
  version int not null,          -- 0 until published
  question text not null,
  answer text not null,
  author_id uuid,
  author text not null,
  written_at timestamptz not null,
  reviewer text,
  reviewed_at timestamptz,
  opinion text,
  revision int not null);

create unique index entry_version_open on enquiries.entry_version (entry_id) where state <> 'published';
create unique index entry_version_number on enquiries.entry_version (entry_id, version) where state = 'published';

create table enquiries.entry_vote (
  entry_id uuid not null references enquiries.entry,
  voter text not null,
  useful boolean not null,
  primary key (entry_id, voter));
