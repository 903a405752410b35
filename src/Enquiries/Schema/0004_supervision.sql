-- Bad ratings are followed up (核实、整改、回访; 国办发〔2019〕51号).
create table enquiries.poor_rating (
  id uuid primary key,
  enquiry_id uuid not null unique references enquiries.enquiry,
  organisation_id uuid references network.organisation,
  state text not null,
  rating int not null,
  opened_at timestamptz not null,
  due_at timestamptz not null,
  reminded_at timestamptz,
  late_at timestamptz,
  closed_at timestamptz,
  revision int not null);

create index poor_rating_desk on enquiries.poor_rating (organisation_id, state, due_at);
create index poor_rating_due on enquiries.poor_rating (due_at) where state <> 'Closed';

create table enquiries.rating_step (
  id uuid primary key,
  poor_rating_id uuid not null references enquiries.poor_rating,
  act text not null,
  text text not null,
  author text not null,
  at timestamptz not null);

create index rating_step_of on enquiries.rating_step (poor_rating_id, id);

-- Complaints go to the office above the one complained of, with a limit.
alter table enquiries.feedback add column region text;
alter table enquiries.feedback add column office text;           -- who handles a complaint; null for what is none
alter table enquiries.feedback add column due_at timestamptz;
alter table enquiries.feedback add column reminded_at timestamptz;
alter table enquiries.feedback add column late_at timestamptz;
alter table enquiries.feedback add column reply_changed_at timestamptz;
alter table enquiries.feedback add column statement_asked_at timestamptz;
alter table enquiries.feedback add column statement_question text;
alter table enquiries.feedback add column statement text;
alter table enquiries.feedback add column statement_by text;
alter table enquiries.feedback add column statement_at timestamptz;

-- What is open already: three weeks from its day.
update enquiries.feedback set due_at = posted_at + interval '21 days', office = coalesce((
    select case when exists (select from network.membership m where m.organisation_id = o.id and m.kind in ('ProvincialNode', 'NationalNode')
      and m.from_day <= current_date and (m.until_day is null or m.until_day >= current_date) and (m.ended_on is null or m.ended_on > current_date))
      then 'national' else 'recommender:region:' || left(o.region, 2) end
    from network.organisation o where o.id = feedback.organisation_id), 'national')
where kind = 'complaint';
create index feedback_office on enquiries.feedback (office, state, due_at) where office is not null;
create index feedback_due on enquiries.feedback (due_at) where state = 'Open' and due_at is not null;
