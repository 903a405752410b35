create schema network;

create table network.organisation (
  id uuid primary key,
  credit_code text not null,
  name text not null,
  legal_form text not null,
  kind text not null,
  legal_person boolean not null,
  region text not null,
  sector text,
  address text not null,
  principal text not null,
  principal_post text not null,
  contact text not null,
  contact_post text not null,
  phone text not null,
  email text not null,
  website text not null,
  platform_name text not null,
  platform_url text not null,
  audience text not null,
  hours text not null,
  introduction text not null,
  categories text[] not null,
  verified_at timestamptz,
  demo boolean not null,
  created_at timestamptz not null,
  revision int not null);

create unique index organisation_credit_code on network.organisation (credit_code);
create index organisation_region on network.organisation (region text_pattern_ops);
create index organisation_sector on network.organisation (sector) where sector is not null;

create table network.membership (
  id uuid primary key,
  organisation_id uuid not null references network.organisation,
  kind text not null,
  number text,
  parent_id uuid references network.organisation,
  from_day date not null,
  until_day date,
  ended_on date,
  end_reason text,
  source text not null,
  revision int not null,
  check (until_day >= from_day));

create index membership_organisation on network.membership (organisation_id);
create index membership_kind on network.membership (kind, from_day);
create index membership_parent on network.membership (parent_id) where parent_id is not null;
create unique index membership_number on network.membership (kind, number) where number is not null;

create table network.staff_member (
  id uuid primary key,
  organisation_id uuid not null references network.organisation,
  name text not null,
  post text not null,
  full_time boolean not null,
  introduction text not null,
  since date,
  left_on date);

create index staff_organisation on network.staff_member (organisation_id);

-- Somebody asks to act for an organisation that is entered already.
create table network.join_request (
  id uuid primary key,
  organisation_id uuid not null references network.organisation,
  account_id uuid not null,
  account_name text not null,
  reason text not null,
  asked_at timestamptz not null,
  answered_at timestamptz,
  granted boolean);

create unique index join_request_open on network.join_request (organisation_id, account_id) where answered_at is null;

create table network.cooperation_group (
  id uuid primary key,
  name_zh text not null,
  name_en text not null,
  description text not null,
  regions text[] not null,
  revision int not null);

-- Cooperation across regions that the policy documents name.
insert into network.cooperation_group (id, name_zh, name_en, description, regions, revision) values
  ('01900000-0000-7000-8000-000000000001', '京津冀协作组', 'Beijing-Tianjin-Hebei group', '京津冀知识产权信息公共服务协作', '{11,12,13}', 1),
  ('01900000-0000-7000-8000-000000000002', '长三角协作组', 'Yangtze River Delta group', '长三角知识产权信息公共服务协作', '{31,32,33,34}', 1),
  ('01900000-0000-7000-8000-000000000003', '粤港澳大湾区协作组', 'Greater Bay Area group', '粤港澳大湾区知识产权信息公共服务协作', '{44,81,82}', 1);

create table network.group_member (
  group_id uuid not null references network.cooperation_group on delete cascade,
  organisation_id uuid not null references network.organisation,
  joined_on date not null,
  primary key (group_id, organisation_id));

create table network.import_batch (
  id uuid primary key,
  name text not null,
  content bytea not null,
  account_id uuid not null,
  uploaded_at timestamptz not null,
  applied_at timestamptz);
