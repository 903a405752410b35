create schema filings;

-- All about one organisation under one scheme; its row is locked while something is done, so no two acts pass each other.
create table filings.dossier (
  id uuid primary key,
  organisation_id uuid not null references network.organisation,
  scheme text not null,
  recommender text not null,
  decider text not null,
  next_due date,
  revision int not null,
  unique (organisation_id, scheme));

create index dossier_recommender on filings.dossier (recommender);
create index dossier_decider on filings.dossier (decider);
create index dossier_due on filings.dossier (next_due) where next_due is not null;

create table filings.batch (
  id uuid primary key,
  scheme text not null,
  office text not null,
  year int not null,
  place int not null,
  published_on date not null,
  unique (scheme, office, year, place));

create table filings.filing (
  id uuid primary key,
  dossier_id uuid not null references filings.dossier,
  purpose text not null,
  state text not null,
  since date not null,
  former_id uuid references filings.filing,
  form jsonb not null,
  form_revision int not null,
  form_changed_at timestamptz not null,
  created_at timestamptz not null,
  submitted_on date,
  recommended_on date,
  rank int,
  opinion text,
  checks jsonb not null,
  return_reason text,
  publicity_from date,
  publicity_until date,
  batch_id uuid references filings.batch,
  decided_on date,
  decision_reason text,
  effective_from date,
  number text,
  revision int not null);

-- Never two live filings of one organisation under one scheme.
create unique index filing_live on filings.filing (dossier_id) where state not in ('NotRecommended', 'Filed', 'Refused', 'Withdrawn', 'Terminated');
create index filing_dossier on filings.filing (dossier_id);
create index filing_state on filings.filing (state, since);
create index filing_batch on filings.filing (batch_id) where batch_id is not null;

create table filings.objection (
  id uuid primary key,
  filing_id uuid not null references filings.filing,
  state text not null,
  name text not null,
  contact text not null,
  text text not null,
  received_at timestamptz not null,
  answered_on date,
  answer text);

create index objection_filing on filings.objection (filing_id);

create table filings.registration (
  id uuid primary key,
  dossier_id uuid not null references filings.dossier,
  membership_id uuid not null references network.membership,
  number text not null,
  state text not null,
  since date not null,
  reason text,
  revision int not null);

-- Never two registrations in force of one organisation under one scheme.
create unique index registration_live on filings.registration (dossier_id) where state in ('InForce', 'Rectifying');
create index registration_dossier on filings.registration (dossier_id);

create table filings.term (
  id uuid primary key,
  registration_id uuid not null references filings.registration,
  filing_id uuid not null references filings.filing,
  from_day date not null,
  until_day date not null,
  check (until_day > from_day));

create index term_registration on filings.term (registration_id);

create table filings.rectification (
  id uuid primary key,
  registration_id uuid not null references filings.registration,
  ordered_on date not null,
  due_on date not null,
  reason text not null,
  evidence text,
  evidence_on date,
  closed_on date,
  outcome text);

create index rectification_registration on filings.rectification (registration_id);

create table filings.annual_report (
  id uuid primary key,
  dossier_id uuid not null references filings.dossier,
  registration_id uuid not null references filings.registration,
  year int not null,
  state text not null,
  since date not null,
  due_on date not null,
  content jsonb not null,
  submitted_on date,
  opinion text,
  revision int not null,
  unique (registration_id, year));

create index annual_report_dossier on filings.annual_report (dossier_id);
create index annual_report_state on filings.annual_report (state, due_on);

create table filings.change_report (
  id uuid primary key,
  dossier_id uuid not null references filings.dossier,
  registration_id uuid not null references filings.registration,
  state text not null,
  since date not null,
  changes jsonb not null,
  reason text not null,
  submitted_on date not null,
  opinion text,
  revision int not null);

create index change_report_dossier on filings.change_report (dossier_id);

create table filings.ban (
  id uuid primary key,
  dossier_id uuid not null references filings.dossier,
  credit_code text not null,
  scheme text not null,
  from_day date not null,
  until_day date not null,
  ground text not null,
  reason text not null);

create index ban_code on filings.ban (credit_code, scheme);

create table filings.fired_deadline (
  dossier_id uuid not null references filings.dossier,
  key text not null,
  due_on date not null,
  fired_on date not null,
  primary key (dossier_id, key));

create table filings.number_counter (
  scheme text not null,
  year int not null,
  last int not null,
  primary key (scheme, year));

-- The password of the demo accounts, for whoever starts the demo hub.
create table filings.demo_setting (
  name text primary key,
  value text not null);
