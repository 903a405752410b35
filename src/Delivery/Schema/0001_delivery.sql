create schema delivery;

-- What members hold and can copy from.
create table delivery.holding (
  id uuid primary key,
  organisation_id uuid not null references network.organisation,
  kind text not null,
  title text not null,
  cover text not null,           -- ISSN, ISBN, or code of a country for patents; empty for any
  from_year int,
  to_year int,
  revision int not null);

create index holding_kind on delivery.holding (kind);
create index holding_organisation on delivery.holding (organisation_id);

create table delivery.document_order (
  id uuid primary key,
  code text not null unique,
  state text not null,
  requester_id uuid not null references network.organisation,
  account_id uuid,
  by_name text not null,
  kind text not null,
  citation text not null,
  cover text not null,
  year int,
  record_id uuid,
  purpose text not null,
  supplier_id uuid references network.organisation,
  tried uuid[] not null,
  reason text,
  asked_at timestamptz not null,
  due_at timestamptz not null,
  late_at timestamptz,
  supplied_at timestamptz,
  expires_at timestamptz,
  downloads int not null,
  rating int check (rating between 1 and 5),
  revision int not null);

create index document_order_requester on delivery.document_order (requester_id, asked_at);
create index document_order_supplier on delivery.document_order (supplier_id, state);
create index document_order_due on delivery.document_order (due_at) where state in ('RequestReceived', 'ExpectToSupply', 'WillSupply');
