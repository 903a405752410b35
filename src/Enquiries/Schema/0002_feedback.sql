-- Opinions and complaints (意见建议), on a page, a member or the hub.
create table enquiries.feedback (
  id uuid primary key,
  code text not null unique,
  state text not null,
  kind text not null,
  about text not null,           -- path of the page it is about, or empty
  organisation_id uuid references network.organisation,  -- null: the hub
  account_id uuid,
  sender text not null,
  contact text not null,
  text text not null,
  publish boolean not null,      -- whoever wrote it agrees to have it shown with the reply
  posted_at timestamptz not null,
  reply text,
  replied_by text,
  replied_at timestamptz,
  revision int not null);

create index feedback_desk on enquiries.feedback (organisation_id, state, posted_at);
create index feedback_account on enquiries.feedback (account_id) where account_id is not null;
create index feedback_sender on enquiries.feedback (sender, posted_at);
