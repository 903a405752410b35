-- How much was sent to an address lately: nobody is flooded through the hub.
create index mail_recipient on foundation.mail (lower(recipient), written_at);
