-- Loading many diffs at once: what the database writes beside each row when one is published is
-- written for all rows of a batch together. A transaction says so with `set local soroe.loading`.

drop trigger name_ledger_announced on name_ledger;
create constraint trigger name_ledger_announced after insert on name_ledger
  deferrable initially deferred for each row
  when (current_setting('soroe.loading', true) is distinct from 'on')
  execute function announce_name();

drop trigger local_revision_queues on local_revision;
create trigger local_revision_queues after insert on local_revision
  for each row when (current_setting('soroe.loading', true) is distinct from 'on')
  execute function queue_after_diff();

-- What announce_name does, for names that this transaction took, in their order.
create function announce_names(names text[]) returns void language plpgsql as $$
declare
  position bigint;
begin
  update log_counter set size = size + cardinality(names)
    returning size - cardinality(names) into strict position;
  insert into log_leaf (index, name, digest)
    select position + w.nth - 1, l.name, l.digest
    from unnest(names) with ordinality as w (name, nth) join name_ledger l using (name)
    order by w.nth;
  insert into outbox (topic, name, digest)
    select l.kind || '.published', l.name, l.digest
    from unnest(names) with ordinality as w (name, nth) join name_ledger l using (name)
    order by w.nth;
end $$;

-- What queue_after_diff does, for revisions over which no diff lies and that lie over none.
create function queue_after_diffs(forms text[], municipalities text[], revisions int[])
  returns void language plpgsql as $$
declare
  changed text;
begin
  perform from form f where f.form = any (forms) order by f.form for share;
  update rebase b set published = n.revision, ended_at = now(),
    state = case when b.version = r.core and b.over = '' then 'confirmed' else 'superseded' end
  from (select w.form, w.municipality, max(w.revision) as revision
        from unnest(forms, municipalities, revisions) as w (form, municipality, revision)
        group by w.form, w.municipality) n
    join local_revision r using (form, municipality, revision)
  where b.form = n.form and b.municipality = n.municipality and b.revision < n.revision
    and b.state in ('waiting', 'failed', 'prepared');
  for changed in select distinct w.form from unnest(forms) as w (form) order by w.form loop
    perform queue_rebases(changed);
  end loop;
end $$;
