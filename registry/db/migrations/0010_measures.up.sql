-- What municipalities have in common, as measured beside the requests, and what stewards said of it.
-- What is measured can be worked out again from what is published; decisions are facts and stay.

create table cluster_decision (
  id            bigint generated always as identity primary key,
  form          text not null references form (form),
  action        text not null check (action in ('merge', 'split', 'undo')),
  one           text check (one ~ '^[0-9a-f]{16}$'),
  other         text check (other ~ '^[0-9a-f]{16}$'),
  undoes        bigint unique references cluster_decision (id),
  reason        text not null check (reason <> ''),
  at            timestamptz not null default clock_timestamp(),
  organisation  text references organisation (id),
  check ((action = 'undo') = (undoes is not null)),
  check ((action = 'undo') = (one is null)),
  check ((one is null) = (other is null)),
  check (one <> other)
);
create index cluster_decision_form on cluster_decision (form, id);
comment on column cluster_decision.one is 'key of a signature: its cluster goes into that of the other';
comment on column cluster_decision.undoes is 'the decision that this row takes back; each is taken back once';
create trigger cluster_decision_is_permanent before update or delete or truncate on cluster_decision
  for each statement execute function refuse_change();

-- One process measures at a time; it says so again and again, and another one follows when it stops.
create table measurer (
  one     boolean primary key default true check (one),
  holder  uuid,
  until   timestamptz not null default 'epoch'
);
insert into measurer default values;

create table measure (
  form            text primary key references form (form),
  position        bigint not null check (position >= 0),
  decisions       bigint not null check (decisions >= 0),
  mark            text not null,
  core            text not null,
  municipalities  int not null check (municipalities >= 0),
  candidates      bytea not null,
  divergence      bytea not null,
  measured_at     timestamptz not null default clock_timestamp(),
  foreign key (form, core) references core_version (form, version)
);
comment on column measure.position is
  'length of the log up to the last document of the form that was taken into account';
comment on column measure.decisions is 'how many rows of decisions were taken into account';
comment on column measure.mark is 'what else was: states, successions, the day';
comment on column measure.candidates is 'the answer as JSON, as is divergence';

-- How far each revision is from the core that it is pinned to: it rests on documents that never change.
create table divergence (
  form          text not null,
  municipality  text not null,
  revision      int not null,
  items         int not null check (items >= 0),
  changed       int not null check (changed between 0 and items),
  undecided     int not null check (undecided between 0 and items),
  grounded      int not null check (grounded >= 0),
  practice      int not null check (practice >= 0),
  unexplained   int not null check (unexplained >= 0),
  detail        bytea not null,
  primary key (form, municipality, revision),
  foreign key (form, municipality, revision) references local_revision
);
comment on column divergence.detail is 'the items that are changed, as JSON';
