-- Whether a scanner has looked at a file and found nothing; files from before say so of themselves too.
alter table foundation.file add column scanned boolean not null default false;
