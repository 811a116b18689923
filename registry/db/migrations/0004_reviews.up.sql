-- The life of a core beside its publication: reviews (意見照会) before it, states after it.

-- What was said of a published version, in order; the last row is what holds now. A version without
-- a row is published since it was recorded.
create table core_state (
  id           bigint generated always as identity primary key,
  form         text not null,
  version      text not null,
  state        text not null check (state in ('published', 'deprecated', 'withdrawn')),
  effective    date,
  removal      date,
  replacement  text,
  reason       text not null check (reason <> ''),
  recorded_at  timestamptz not null default clock_timestamp(),
  recorded_by  text references organisation (id),
  foreign key (form, version) references core_version (form, version),
  foreign key (form, replacement) references core_version (form, version),
  check (replacement <> version),
  check (removal > effective),
  check (state <> 'deprecated' or (effective is not null and replacement is not null)),
  check (state <> 'published' or (effective is null and removal is null and replacement is null))
);
create index core_state_version on core_state (form, version, id);
create index core_state_replacement on core_state (form, replacement) where replacement is not null;
comment on column core_state.effective is 'the day from which the version should not be used any more';
comment on column core_state.removal is 'the day on which it is announced to be withdrawn';
comment on column core_state.recorded_at is 'rises with the id within a form, whose row is locked';
create trigger core_state_is_permanent before update or delete or truncate on core_state
  for each statement execute function refuse_change();

-- The state in core_version is that of the last row, so that it can be asked for with the document.
create function follow_core_state() returns trigger language plpgsql as $$
begin
  update core_version set state = new.state where form = new.form and version = new.version;
  return null;
end $$;
create trigger core_state_followed after insert on core_state
  for each row execute function follow_core_state();

-- A version that is sent round before it is published. Whether it is open, closed or published
-- follows from the days and from core_version; only dropping it is a fact of its own.
create table review (
  form            text not null references form (form),
  version         text not null,
  number          int[] not null check (cardinality(number) = 3),
  closes_on       date not null,
  effective_from  date,
  note            text not null,
  edit            int not null check (edit > 0),
  opened_at       timestamptz not null default now(),
  opened_by       text references organisation (id),
  early_reason    text check (early_reason <> ''),
  dropped_at      timestamptz,
  drop_reason     text check (drop_reason <> ''),
  primary key (form, version),
  check (effective_from >= closes_on),
  check ((dropped_at is null) = (drop_reason is null))
);
comment on column review.early_reason is 'why it was published before the closing day was over';

create table review_text (
  form              text not null,
  version           text not null,
  edit              int not null check (edit > 0),
  title             text not null,
  submitted         bytea not null,
  submitted_digest  text not null,
  document          bytea not null,
  digest            text not null,
  head              text,
  judgement         bytea,
  recorded_at       timestamptz not null default now(),
  recorded_by       text references organisation (id),
  primary key (form, version, edit),
  foreign key (form, version) references review (form, version)
);
comment on column review_text.head is 'the version that it was judged against; null: there was none';
comment on column review_text.judgement is 'the verdict of the engine, as JSON';
create trigger review_text_is_permanent before update or delete or truncate on review_text
  for each statement execute function refuse_change();

create table review_comment (
  form          text not null,
  version       text not null,
  comment       int not null check (comment > 0),
  edit          int not null,
  organisation  text references organisation (id),
  text          text not null check (text <> ''),
  item          text,
  stance        text check (stance in ('support', 'object', 'question')),
  answers       int,
  at            timestamptz not null default now(),
  primary key (form, version, comment),
  foreign key (form, version, edit) references review_text (form, version, edit),
  foreign key (form, version, answers) references review_comment (form, version, comment),
  check (answers < comment)
);
comment on column review_comment.edit is 'the text that was there when it was said';
create trigger review_comment_is_permanent before update or delete or truncate on review_comment
  for each statement execute function refuse_change();
