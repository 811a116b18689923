-- The last findings report that an organisation has sent in for a form: what its badge shows.
create table report (
  organisation  text not null references organisation (id),
  form          text not null,
  core          text not null,
  municipality  text,
  grounded      int not null check (grounded >= 0),
  practice      int not null check (practice >= 0),
  unexplained   int not null check (unexplained >= 0),
  beyond        int not null check (beyond >= 0),
  digest        text not null check (digest ~ '^sha256:[0-9a-f]{64}$'),
  body          bytea not null,
  recorded_at   timestamptz not null default now(),
  primary key (organisation, form),
  foreign key (form, core) references core_version (form, version)
);
comment on table report is 'one row each; who replaced which report stands in the audit';
comment on column report.beyond is
  'differences that are known to go beyond what the core leaves to a municipality';
