-- The first answer is what counts for time; answered_at is the last one. That it was late is never wiped out.
alter table enquiries.enquiry add column first_answered_at timestamptz;
alter table enquiries.enquiry add column first_late_at timestamptz;
alter table enquiries.enquiry add column withdrawn_at timestamptz;
alter table enquiries.enquiry add column call_since timestamptz;  -- since when who can only be told by telephone waits for a call
alter table enquiries.enquiry add column phone_digits text not null generated always as (
  ltrim(regexp_replace(regexp_replace(phone, '^\s*(\+\s*86|0086|86(?=1[0-9]{10}$))', ''), '[^0-9]', '', 'g'), '0')) stored;
update enquiries.enquiry set first_late_at = late_at,
  first_answered_at = (select min(at) from enquiries.message where enquiry_id = enquiry.id and kind = 'Answer');
create index enquiry_phone on enquiries.enquiry (reverse(phone_digits) text_pattern_ops) where phone_digits <> '';
create index enquiry_call on enquiries.enquiry (organisation_id, call_since) where call_since is not null;

alter table enquiries.message add column corrected_at timestamptz;
alter table enquiries.message add column signed_by text;

-- What an answer said before it was corrected.
create table enquiries.former_answer (
  id uuid primary key,
  message_id uuid not null references enquiries.message,
  text text not null,
  author text not null,
  replaced_at timestamptz not null,
  replaced_by text not null,
  reason text not null);

create index former_answer_message on enquiries.former_answer (message_id);

-- An answer or a correction that somebody else must sign before it goes out; or one that was sent back.
create table enquiries.proposal (
  enquiry_id uuid primary key references enquiries.enquiry,
  answer_id uuid not null,        -- the message that it becomes or corrects
  corrects boolean not null,
  text text not null,
  reason text not null,
  author_id uuid,
  author text not null,
  proposed_at timestamptz not null,
  returned text);                 -- why it was sent back; null while it waits

-- How a desk works: that of a member, of an office or of the hub.
create table enquiries.desk_setting (
  owner text primary key,         -- organisation:ID, recommender:region:31, national
  hotline text not null,
  hours text not null,
  sign_off boolean not null,
  revision int not null);

create table enquiries.roster (
  id uuid primary key,
  owner text not null,
  day date not null,
  name text not null,
  phone text not null);

create unique index roster_day on enquiries.roster (owner, day, name);
