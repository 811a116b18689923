-- People who sign in to the pages. A session is a token of the organisation, so that rights, audit
-- and revocation are those of every token; beside it stands who the person is.

create table web_session (
  token       uuid primary key references token (id),
  person      text not null check (person <> ''),
  provider    text not null check (provider <> ''),
  subject     text not null check (subject <> ''),
  seen_at     timestamptz not null default now(),
  idle_until  timestamptz not null
);
comment on column web_session.provider is 'the issuer (OpenID Connect), or "code" for an access code';
comment on column web_session.subject is 'who the provider says it is; for a code its person';
create index web_session_subject on web_session (provider, subject);

create table access_code (
  id            uuid primary key default gen_random_uuid(),
  organisation  text not null references organisation (id),
  person        text not null check (person <> ''),
  hash          bytea not null unique check (octet_length(hash) = 32),
  created_at    timestamptz not null default now(),
  expires_at    timestamptz not null check (expires_at > created_at),
  used_at       timestamptz,
  revoked_at    timestamptz
);
create index access_code_organisation on access_code (organisation, created_at);

create table sign_in_rule (
  id            uuid primary key default gen_random_uuid(),
  issuer        text not null check (issuer <> ''),
  claim         text not null check (claim <> ''),
  value         text not null check (value <> ''),
  organisation  text not null references organisation (id),
  note          text not null default '',
  created_at    timestamptz not null default now(),
  unique (issuer, claim, value)
);
comment on table sign_in_rule is 'whom of an OpenID Connect provider is taken, and for which organisation';

create table sign_in_failure (
  address  bytea not null check (octet_length(address) = 32),
  at       timestamptz not null default now()
);
comment on table sign_in_failure is 'codes that were wrong, by digest of where they came from; old rows go';
create index sign_in_failure_address on sign_in_failure (address, at);
create index sign_in_failure_at on sign_in_failure (at);
