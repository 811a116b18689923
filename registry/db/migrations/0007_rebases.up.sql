-- Rebases: what becomes of each municipality's latest local diff on a newer core (or on a newer diff
-- of the prefecture below it). The rows are written by the database in the transaction that makes
-- them necessary, and worked off by the registry's processes; the municipality then confirms.

create index local_revision_over on local_revision (form, split_part(over, '@', 1))
  where over is not null;

create table rebase (
  id            bigint generated always as identity primary key,
  form          text not null,
  municipality  text not null,
  revision      int not null,
  version       text not null,
  over          text not null default '',
  state         text not null default 'waiting'
                check (state in ('waiting', 'prepared', 'failed', 'confirmed', 'superseded')),
  queued_at     timestamptz not null default now(),
  due_at        timestamptz not null default now(),
  attempts      int not null default 0,
  ended_at      timestamptz,
  result        bytea,
  decisions     bytea,
  undecided     int,
  draft         uuid references draft (id),
  edit          int,
  problems      bytea,
  published     int,
  unique (form, municipality, revision, version, over),
  foreign key (form, municipality, revision) references local_revision,
  foreign key (form, version) references core_version (form, version),
  check ((draft is null) = (edit is null)),
  check (state <> 'prepared' or (result is not null and draft is not null)),
  check (state <> 'failed' or problems is not null)
);
create index rebase_waiting on rebase (due_at, id) where state = 'waiting';
create index rebase_draft on rebase (draft) where draft is not null;
comment on column rebase.revision is 'the revision that is rebased';
comment on column rebase.version is 'the core version that it is rebased onto';
comment on column rebase.over is 'the diff (990001@2) between core and rebased diff; empty: none';
comment on column rebase.due_at is
  'when to try (again); while a process works on it, when another one may take it for dead';
comment on column rebase.undecided is 'how many conflicts nobody has decided about';
comment on column rebase.edit is 'the edit of the draft that the registry wrote last';
comment on column rebase.published is 'the revision that ended it';

-- What the latest revisions of a form need, of one municipality or of all: the highest version that
-- is in use, or, where they lie over another diff, the latest revision of that one.
create function wanted_rebases(of_form text, of_municipality text default null)
  returns table (municipality text, revision int, version text, over text)
  language sql stable as $$
  with head as (
    select distinct on (r.municipality) r.municipality, r.revision, r.core, coalesce(r.over, '') as over
    from local_revision r
    where r.form = of_form  -- a range, which the index serves for one and for all
      and r.municipality between coalesce(of_municipality, '') and coalesce(of_municipality, '999999')
      and not exists (  -- a code that has ended publishes no more
        select from succession_from f join succession s on s.id = f.succession
        where f.municipality = r.municipality and s.kind <> 'boundary' and s.cancelled_at is null
          and s.effective <= (now() at time zone 'Asia/Tokyo')::date)
    order by r.municipality, r.revision desc),
  target as (
    select c.version, c.number from core_version c
    where c.form = of_form and c.state in ('published', 'deprecated')
    order by c.number desc limit 1)
  select h.municipality, h.revision, t.version, ''
  from head h cross join target t join core_version c on c.form = of_form and c.version = h.core
  where h.over = '' and c.number < t.number
  union all
  select h.municipality, h.revision, b.core, b.name
  from head h cross join lateral (
    select l.core, l.municipality || '@' || l.revision as name from local_revision l
    where l.form = of_form and l.municipality = split_part(h.over, '@', 1)
    order by l.revision desc limit 1) b
  where h.over <> '' and b.name <> h.over
$$;

-- Queue what is needed, and end what no longer is. What was prepared for an older version stays until
-- the next one is prepared. To be called with the form's row locked: whoever publishes a core holds
-- it, and whoever publishes a diff shares it, so that neither misses the other.
create function queue_rebases(of_form text, of_municipality text default null) returns void
  language sql as $$
  with wanted as materialized (select * from wanted_rebases(of_form, of_municipality)),
  over_now as (
    select b.id from rebase b
    left join wanted w on w.municipality = b.municipality and w.revision = b.revision
    join core_version c on c.form = b.form and c.version = b.version
    where b.form = of_form
      and b.municipality between coalesce(of_municipality, '') and coalesce(of_municipality, '999999')
      and b.state in ('waiting', 'failed', 'prepared')
      and (w.municipality is null or c.state = 'withdrawn'
        or (b.state <> 'prepared' and (w.version, w.over) <> (b.version, b.over))))
  update rebase b set state = 'superseded', ended_at = now() from over_now o where o.id = b.id;
  insert into rebase (form, municipality, revision, version, over)
    select of_form, w.municipality, w.revision, w.version, w.over
    from wanted_rebases(of_form, of_municipality) w
    order by w.municipality
    on conflict (form, municipality, revision, version, over) do update
      set state = 'waiting', queued_at = now(), due_at = now(), attempts = 0, ended_at = null,
        result = null, decisions = null, undecided = null, draft = null, edit = null, problems = null
      where rebase.state = 'superseded'
$$;

create function queue_after_core() returns trigger language plpgsql as $$
declare
  changed text;
begin
  for changed in
    select distinct n.form from new_core n
    where exists (select from local_revision r where r.form = n.form)
  loop
    perform queue_rebases(changed);
  end loop;
  return null;
end $$;
create trigger core_version_queues after insert on core_version
  referencing new table as new_core for each statement execute function queue_after_core();
create trigger core_version_state_queues after update on core_version
  referencing new table as new_core for each statement execute function queue_after_core();

-- A revision ends what was prepared for the ones before it, and may be what others lie over.
create function queue_after_diff() returns trigger language plpgsql as $$
declare
  above text;
begin
  perform from form f where f.form = new.form for share;
  update rebase b set published = new.revision, ended_at = now(),
    state = case when b.version = new.core and b.over = coalesce(new.over, '')
      then 'confirmed' else 'superseded' end
  where b.form = new.form and b.municipality = new.municipality and b.revision < new.revision
    and b.state in ('waiting', 'failed', 'prepared');
  perform queue_rebases(new.form, new.municipality);
  for above in
    select distinct r.municipality from local_revision r
    where r.form = new.form and r.over is not null
      and split_part(r.over, '@', 1) = new.municipality
  loop
    perform queue_rebases(new.form, above);
  end loop;
  return null;
end $$;
create trigger local_revision_queues after insert on local_revision
  for each row execute function queue_after_diff();

-- A draft that nobody has worked on goes with the rebase it was prepared by; it can be restored. One
-- whose very text has been published is ended by whoever published it.
create function discard_prepared() returns trigger language plpgsql as $$
begin
  update draft d set state = 'discarded', updated_at = now()
  where d.id = new.draft and d.state = 'open' and d.edit = new.edit and new.decisions is null
    and not exists (
      select from local_revision r join draft_edit e on e.draft = d.id and e.edit = d.edit
      where r.form = new.form and r.municipality = new.municipality and r.revision = new.published
        and r.submitted = e.body);
  return null;
end $$;
create trigger rebase_ended after update of state on rebase for each row
  when (old.state = 'prepared' and new.state in ('confirmed', 'superseded'))
  execute function discard_prepared();

-- What was published before this table was there.
select queue_rebases(form) from form order by form;
