-- Forms that somebody had checked on the pages, kept for a day so that the pages after it know them.
-- Whoever knows the id may see one: it is random, and nothing lists them.

create table form_check (
  id            uuid primary key default gen_random_uuid(),
  form          text not null check (form ~ '^[a-z][a-z0-9-]{0,63}$'),
  version       text not null,
  municipality  text references municipality (code),
  file_name     text not null,
  sheet         text,
  body          bytea not null,
  names         bytea not null,
  result        bytea not null,
  size          int not null check (size >= 0),
  created_at    timestamptz not null default now(),
  expires_at    timestamptz not null
);
create index form_check_created on form_check (created_at);
comment on column form_check.body is
  'the file as far as it defines a form; of a file of answers only the heading row';
comment on column form_check.names is 'what a person has said about matches, JSON';
comment on column form_check.result is 'what came of it, JSON';
comment on column form_check.size is 'bytes of body, names and result together';
