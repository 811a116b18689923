-- The registry of forms. Documents are kept as the bytes that were submitted and the bytes that are
-- served (bytea: jsonb would rewrite them); what is asked about them stands in columns beside.

create table municipality (
  code        text primary key check (code ~ '^[0-9]{6}$'),
  prefecture  text not null,
  county      text not null default '',
  name        text not null,
  kana        text not null,
  kind        text not null check (kind in ('prefecture', 'designated_city', 'city',
                'special_ward', 'ward', 'town', 'village')),
  parent      text references municipality (code) deferrable initially deferred,
  fictional   boolean not null,
  listed      boolean not null default true,
  words       text[] not null,
  check (fictional = (code like '99%'))
);
comment on column municipality.listed is 'false once the directory no longer names it; never deleted';
comment on column municipality.words is 'code, names and kana as the search folds them';

create function find_municipalities(word text, in_prefecture text, of_kind text, which text)
  returns table (code text, prefecture text, county text, name text, kana text, kind text,
                 parent text, fictional boolean, rank int)
  language sql stable as $$
  select m.code, m.prefecture, m.county, m.name, m.kana, m.kind, m.parent, m.fictional,
    case when word = '' then 2
         when word = any (m.words) then 0
         when exists (select from unnest(m.words) w where starts_with(w, word)) then 1
         else 2 end
  from municipality m
  where m.listed
    and (word = '' or exists (select from unnest(m.words) w where strpos(w, word) > 0))
    and (in_prefecture is null or m.prefecture = in_prefecture)
    and (of_kind is null or m.kind = of_kind)
    and (which = 'include' or m.fictional = (which = 'only'))
$$;
comment on function find_municipalities is
  'rank 0: the very word, 1: a word begins with it, 2: a word contains it';

create table organisation (
  id            text primary key check (id ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
  kind          text not null check (kind in ('steward', 'municipality', 'vendor')),
  name          text not null check (name <> ''),
  municipality  text unique references municipality (code),
  created_at    timestamptz not null default now(),
  check ((kind = 'municipality') = (municipality is not null))
);

create table token (
  id            uuid primary key default gen_random_uuid(),
  organisation  text not null references organisation (id),
  hash          bytea not null unique check (octet_length(hash) = 32),
  label         text not null,
  scopes        text[] not null check (cardinality(scopes) > 0),
  created_at    timestamptz not null default now(),
  expires_at    timestamptz not null check (expires_at > created_at),
  revoked_at    timestamptz
);
create index token_organisation on token (organisation, created_at);

-- A name, once used, is never freed and never means anything else.
create table name_ledger (
  name              text primary key,
  kind              text not null check (kind in ('core', 'diff', 'component')),
  submitted_digest  text not null check (submitted_digest ~ '^sha256:[0-9a-f]{64}$'),
  digest            text not null check (digest ~ '^sha256:[0-9a-f]{64}$'),
  recorded_at       timestamptz not null default now()
);

create table log_counter (
  one   boolean primary key default true check (one),
  size  bigint not null default 0 check (size >= 0)
);
insert into log_counter default values;

create table log_leaf (
  index        bigint primary key check (index >= 0),
  name         text not null unique references name_ledger (name),
  digest       text not null,
  recorded_at  timestamptz not null default now()
);

-- Leaf and announcement are written while the transaction commits, so that the lock on the counter,
-- which all publishers share, is held for the commit alone and the numbers are dense.
create function announce_name() returns trigger language plpgsql as $$
declare
  position bigint;
begin
  update log_counter set size = size + 1 returning size - 1 into strict position;
  insert into log_leaf (index, name, digest) values (position, new.name, new.digest);
  insert into outbox (topic, name, digest) values (new.kind || '.published', new.name, new.digest);
  return null;
end $$;
create constraint trigger name_ledger_announced after insert on name_ledger
  deferrable initially deferred for each row execute function announce_name();

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger name_ledger_is_permanent before update or delete or truncate on name_ledger
  for each statement execute function refuse_change();
create trigger log_leaf_is_permanent before update or delete or truncate on log_leaf
  for each statement execute function refuse_change();

create table form (
  form        text primary key check (form ~ '^[a-z][a-z0-9-]{0,63}$'),
  created_at  timestamptz not null default now()
);

create table core_version (
  form              text not null references form (form),
  version           text not null,
  number            int[] not null check (cardinality(number) = 3),
  state             text not null
                    check (state in ('draft', 'review', 'published', 'deprecated', 'withdrawn')),
  title             text not null,
  description       text not null,
  effective_from    date not null,
  submitted         bytea not null,
  submitted_digest  text not null,
  document          bytea not null,
  digest            text not null,
  recorded_at       timestamptz not null default now(),
  recorded_by       text references organisation (id),
  name              text not null unique references name_ledger (name),
  primary key (form, version),
  unique (form, number)
);

create table component (
  component         text not null check (component ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
  version           text not null,
  submitted         bytea not null,
  submitted_digest  text not null,
  document          bytea not null,
  digest            text not null,
  recorded_at       timestamptz not null default now(),
  name              text not null unique references name_ledger (name),
  primary key (component, version)
);

create table local_revision (
  form               text not null,
  municipality       text not null references municipality (code),
  revision           int not null check (revision > 0),
  core               text not null,
  effective_from     date,
  submitted          bytea not null,
  submitted_digest   text not null,
  local_form         bytea not null,
  local_form_digest  text not null,
  recorded_at        timestamptz not null default now(),
  recorded_by        text references organisation (id),
  name               text not null unique references name_ledger (name),
  primary key (form, municipality, revision),
  foreign key (form, core) references core_version (form, version)
);
create index local_revision_core on local_revision (form, core);

create table change (
  form          text not null,
  municipality  text not null,
  revision      int not null,
  position      int not null check (position >= 0),
  item          text not null,
  signature     text not null,
  effect        text not null check (effect in ('none', 'narrows', 'widens', 'both', 'undecided')),
  class         text not null check (class in ('grounded', 'practice', 'unexplained')),
  basis_kind    text check (basis_kind in ('条例', '規則', '要綱', '慣行')),
  reason        text not null,
  primary key (form, municipality, revision, position),
  foreign key (form, municipality, revision) references local_revision
);
create index change_signature on change (form, signature);
create index change_item on change (form, item);
comment on column change.signature is 'digest of item and operations: equal where two cities do the same';

create table outbox (
  id           bigint generated always as identity primary key,
  topic        text not null,
  name         text not null,
  digest       text not null,
  created_at   timestamptz not null default now(),
  delivered_at timestamptz
);
create index outbox_waiting on outbox (id) where delivered_at is null;

create table audit (
  id             bigint generated always as identity primary key,
  at             timestamptz not null default now(),
  organisation   text references organisation (id),
  token          uuid references token (id),
  action         text not null,
  object         text not null,
  digest_before  text,
  digest_after   text
);
comment on column audit.organisation is 'null: the operator at the machine';
create trigger audit_is_permanent before update or delete or truncate on audit
  for each statement execute function refuse_change();
