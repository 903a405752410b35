-- A credit code whose check character disagrees, as some early genuine ones do, and somebody has compared it with the certificate.
alter table network.organisation add column credit_code_confirmed boolean not null default false;
