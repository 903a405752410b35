-- Who sent an objection, as a keyed hash of the network address: enough to see that many come from one, not to see from where.
alter table filings.objection add column sender text;
