-- Proposals (昇格提案): changes that somebody wants in the core of a form, what municipalities say to
-- them, and what the stewards decided. Whether one is open or closed follows from the days; what was
-- said and decided is never written over.

create table proposal (
  form             text not null references form (form),
  proposal         int not null check (proposal > 0),
  closes_on        date not null,
  effective_from   date,
  edit             int not null check (edit > 0),
  opened_at        timestamptz not null default now(),
  opened_by        text references organisation (id),
  published        text,
  published_at     timestamptz,
  early_reason     text check (early_reason <> ''),
  withdrawn_at     timestamptz,
  withdraw_reason  text check (withdraw_reason <> ''),
  primary key (form, proposal),
  foreign key (form, published) references core_version (form, version),
  check (effective_from >= closes_on),
  check ((published is null) = (published_at is null)),
  check ((withdrawn_at is null) = (withdraw_reason is null)),
  check (published is null or withdrawn_at is null)
);
create index proposal_running on proposal (opened_by, form)
  where published is null and withdrawn_at is null;
comment on table proposal is 'numbered from 1 in each form, whose row is locked meanwhile';
comment on column proposal.published is 'the version that came of it';
comment on column proposal.early_reason is 'why it was published before the closing day was over';

create table proposal_text (
  form              text not null,
  proposal          int not null,
  edit              int not null check (edit > 0),
  title             text not null check (title <> ''),
  text              text not null,
  against           text not null,
  version           text not null,
  source            bytea not null,
  basis             text,
  submitted         bytea not null,
  submitted_digest  text not null,
  document          bytea not null,
  digest            text not null,
  impact            bytea not null,
  measured          bytea not null,
  evidence          bytea not null,
  recorded_at       timestamptz not null default now(),
  recorded_by       text references organisation (id),
  primary key (form, proposal, edit),
  foreign key (form, proposal) references proposal (form, proposal),
  foreign key (form, against) references core_version (form, version)
);
comment on column proposal_text.against is 'the version that the changes are made in';
comment on column proposal_text.version is 'the number that the draft would have, as computed';
comment on column proposal_text.source is 'candidates and changes that it was made of, as JSON';
comment on column proposal_text.basis is 'digest of what those candidates change; null: there are none';
comment on column proposal_text.impact is 'what it does to each municipality, as JSON';
comment on column proposal_text.measured is 'names that change, divergence before and after, as JSON';
comment on column proposal_text.evidence is 'why, in Markdown, by language, as JSON';
create trigger proposal_text_is_permanent before update or delete or truncate on proposal_text
  for each statement execute function refuse_change();

-- Of each municipality the last one counts.
create table proposal_voice (
  form          text not null,
  proposal      int not null,
  voice         int not null check (voice > 0),
  edit          int not null,
  municipality  text not null references municipality (code),
  organisation  text references organisation (id),
  stance        text not null check (stance in ('support', 'object', 'neutral')),
  reason        text not null check (reason <> ''),
  at            timestamptz not null default now(),
  primary key (form, proposal, voice),
  foreign key (form, proposal, edit) references proposal_text (form, proposal, edit)
);
create index proposal_voice_last on proposal_voice (form, proposal, municipality, voice desc);
create trigger proposal_voice_is_permanent before update or delete or truncate on proposal_voice
  for each statement execute function refuse_change();

create table proposal_comment (
  form          text not null,
  proposal      int not null,
  comment       int not null check (comment > 0),
  edit          int not null,
  organisation  text references organisation (id),
  text          text not null check (text <> ''),
  answers       int,
  at            timestamptz not null default now(),
  primary key (form, proposal, comment),
  foreign key (form, proposal, edit) references proposal_text (form, proposal, edit),
  foreign key (form, proposal, answers) references proposal_comment (form, proposal, comment),
  check (answers < comment)
);
create trigger proposal_comment_is_permanent before update or delete or truncate on proposal_comment
  for each statement execute function refuse_change();

-- A decision stands for the text that it was made on, until the next row of that text.
create table proposal_decision (
  form          text not null,
  proposal      int not null,
  decision      int not null check (decision > 0),
  edit          int not null,
  verdict       text not null check (verdict in ('accept', 'reject', 'postpone', 'undo')),
  reason        text not null check (reason <> ''),
  organisation  text references organisation (id),
  at            timestamptz not null default now(),
  primary key (form, proposal, decision),
  foreign key (form, proposal, edit) references proposal_text (form, proposal, edit)
);
comment on column proposal_decision.verdict is 'undo: what was decided before it no longer stands';
create trigger proposal_decision_is_permanent before update or delete or truncate on proposal_decision
  for each statement execute function refuse_change();
