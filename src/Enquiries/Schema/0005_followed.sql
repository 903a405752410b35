-- What was found, put right and heard stands with the bad rating; its code is that of the enquiry.
alter table enquiries.poor_rating add column code text;
alter table enquiries.poor_rating add column found text;
alter table enquiries.poor_rating add column mended text;
alter table enquiries.poor_rating add column heard text;
update enquiries.poor_rating set code = (select code from enquiries.enquiry where id = enquiry_id),
  found = (select string_agg(text || '（' || author || '）', E'\n' order by at) from enquiries.rating_step where poor_rating_id = poor_rating.id and act = 'Check'),
  mended = (select string_agg(text || '（' || author || '）', E'\n' order by at) from enquiries.rating_step where poor_rating_id = poor_rating.id and act = 'Mend'),
  heard = (select string_agg(text || '（' || author || '）', E'\n' order by at) from enquiries.rating_step where poor_rating_id = poor_rating.id and act = 'Visit');
alter table enquiries.poor_rating alter column code set not null;
drop table enquiries.rating_step;
