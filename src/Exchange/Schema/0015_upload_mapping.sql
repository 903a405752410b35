-- What a person said of the columns of the file, as CSV; null when nothing was said.
alter table exchange.upload add column mapping text;
