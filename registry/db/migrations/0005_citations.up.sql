-- Layers: the diff that a revision lies over, by code and revision.
alter table local_revision add column if not exists over text;
alter table local_revision add constraint local_revision_over_named
  check (over ~ '^[0-9]{6}@[1-9][0-9]*$');
comment on column local_revision.over is 'the diff of the same form below this one: 990001@2';

-- What a change rests on. Revisions from before this migration do not tell.
alter table change
  add column cite text,
  add column article text,
  add column citation text check (citation ~ '^sha256:[0-9a-f]{64}$'),
  add constraint change_citation_named check (citation is null or cite is not null);
comment on column change.cite is 'the key of the citation in the diff, and of the shared one';
comment on column change.citation is
  'digest of the substance of the text as the diff has it; null where the key names another text';

-- The citations that the diffs of a municipality share. Nothing is overwritten: the last edition is
-- what holds, the ones before are its history.
create table citation (
  municipality  text not null references municipality (code),
  key           text not null check (key ~ '^[^[:cntrl:][:space:]/?#%]{1,64}$'),
  edition       int not null check (edition > 0),
  kind          text not null check (kind in ('条例', '規則', '要綱', '慣行')),
  title         text not null,
  ended         date,
  body          bytea not null,
  digest        text not null check (digest ~ '^sha256:[0-9a-f]{64}$'),
  substance     text not null check (substance ~ '^sha256:[0-9a-f]{64}$'),
  note          text not null,
  source        text references name_ledger (name),
  recorded_at   timestamptz not null default clock_timestamp(),
  recorded_by   text references organisation (id),
  primary key (municipality, key, edition)
);
comment on column citation.ended is 'the last day on which the text was in force';
comment on column citation.body is 'the citation as JSON';
comment on column citation.substance is
  'digest without the day of the last look and the address: what makes it another text in law';
comment on column citation.source is 'the diff that brought it, where it came with one';
create trigger citation_is_permanent before update or delete or truncate on citation
  for each statement execute function refuse_change();

-- Somebody has looked: the change holds under the text as it stands now. It counts for as long as
-- the change and the text stay what they are, also in later revisions.
create table citation_confirmation (
  id            bigint generated always as identity primary key,
  municipality  text not null references municipality (code),
  form          text not null,
  item          text not null,
  signature     text not null,
  cite          text not null,
  substance     text not null,
  note          text not null check (note <> ''),
  at            timestamptz not null default clock_timestamp(),
  organisation  text references organisation (id)
);
create index citation_confirmation_change
  on citation_confirmation (municipality, form, item, cite, substance);
create trigger citation_confirmation_is_permanent
  before update or delete or truncate on citation_confirmation
  for each statement execute function refuse_change();
