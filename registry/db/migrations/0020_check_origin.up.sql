-- From which network a form was checked, so that one of them cannot make the registry forget what
-- all others had checked.
alter table form_check add column origin bytea check (octet_length(origin) = 32);
comment on column form_check.origin is 'digest of the network; it goes with the row, after a day';
