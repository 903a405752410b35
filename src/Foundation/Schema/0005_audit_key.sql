-- From the line of type audit.key on, the chain is computed with the key it names (HMAC-SHA-256); lines before it stay as they were.
create index process_key on foundation.process (seq) where type = 'audit.key';

-- Heads of the trail that are still to be told to the webhook.
create table foundation.anchor_post (
  id uuid primary key,
  body text not null,
  written_at timestamptz not null);
