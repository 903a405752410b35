-- When somebody asked for a file to be built: a wish that comes while the file is being written is another one.
alter table exchange.dump add column asked_at timestamptz;
update exchange.dump set asked_at = now() where asked;
alter table exchange.dump drop column asked;
