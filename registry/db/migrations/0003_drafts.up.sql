-- Drafts: texts that are being worked on. Whatever was sent is kept as an edit, also what came too
-- late to be taken; a draft that is discarded can be restored.

create table draft (
  id            uuid primary key default gen_random_uuid(),
  number        bigint generated always as identity unique,
  kind          text not null check (kind in ('diff', 'core')),
  form          text not null check (form ~ '^[a-z][a-z0-9-]{0,63}$'),
  municipality  text references municipality (code),
  organisation  text references organisation (id),
  title         text not null default '',
  origin        text check (origin <> ''),
  state         text not null default 'open' check (state in ('open', 'discarded', 'published')),
  edit          int not null default 1 check (edit > 0),
  follows       int not null default 0 check (follows >= 0),
  published     text references name_ledger (name),
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now(),
  check ((kind = 'diff') = (municipality is not null)),
  check ((state = 'published') = (published is not null))
);
create index draft_municipality on draft (municipality, number desc) where municipality is not null;
create index draft_cores on draft (number desc) where kind = 'core';
create index draft_origin on draft (form, origin) where origin is not null;
comment on column draft.organisation is 'who began it; null: the registry prepared it';
comment on column draft.origin is 'what it was prepared for: rebase:1.1.0, succession:992011';
comment on column draft.edit is 'the edit that is its text now';
comment on column draft.follows is
  'the revision of the diff that was the latest when the draft was begun, 0 where there was none';
comment on column draft.published is 'the name that its text was published under';

create table draft_edit (
  draft         uuid not null references draft (id),
  edit          int not null check (edit > 0),
  base          int check (base > 0 and base < edit),
  accepted      boolean not null,
  body          bytea not null,
  digest        text not null check (digest ~ '^sha256:[0-9a-f]{64}$'),
  organisation  text references organisation (id),
  token         uuid references token (id),
  at            timestamptz not null default now(),
  primary key (draft, edit)
);
comment on column draft_edit.base is 'the edit it was made from; null: unknown, or the first';
comment on column draft_edit.accepted is 'false: another edit came before it, so it is kept aside';
comment on column draft_edit.digest is 'SHA-256 of the bytes, which is also the ETag';
create index draft_edit_digest on draft_edit (draft, digest);
alter table draft add foreign key (id, edit) references draft_edit (draft, edit)
  deferrable initially deferred;

create trigger draft_edit_is_permanent before update or delete or truncate on draft_edit
  for each statement execute function refuse_change();
