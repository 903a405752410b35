-- Who asks is asked once; who saw an enquiry before its last answer is told so.
alter table enquiries.enquiry add column client_kind text;
alter table enquiries.enquiry add column answered_revision int not null default 0;
