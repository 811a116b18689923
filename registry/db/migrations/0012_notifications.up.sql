-- Notifications: everything that happens is an event in the outbox, written by the database in the
-- transaction that makes it happen; feeds, digests and webhooks are ways to read it.

drop index outbox_waiting;
alter table outbox
  drop column delivered_at,
  alter column digest drop not null,
  add column facts jsonb not null default '{}' check (jsonb_typeof(facts) = 'object'),
  add column form text generated always as (substring(name from '^forms/([^/]+)/')) stored,
  add column municipality text generated always as (coalesce(
    substring(name from '^forms/[^/]+/local/([0-9]{6})/'),
    substring(name from '^municipalities/([0-9]{6})/'))) stored;
comment on table outbox is 'what happened, in order of ids; an id may become visible after a higher one';
comment on column outbox.facts is 'what the name does not tell: days, reasons, titles';
comment on column outbox.municipality is 'whom it concerns alone; null: all who use the form, or all';
create index outbox_form on outbox (form, id);
create index outbox_municipality on outbox (municipality, id);
create index outbox_common on outbox (id) where municipality is null;
create unique index outbox_closing on outbox (topic, name, (facts ->> 'closes'))
  where topic like '%.closing';

-- Whether an event concerns whoever asks for a form, and for an area: a code, or the two digits that
-- the codes of a prefecture begin with. What is said of a form concerns the areas that use it.
create function event_concerns(event_form text, event_municipality text, of_form text, of_area text)
  returns boolean language sql stable as $$
  select coalesce((of_form is null or event_form = of_form)
    and (of_area is null or starts_with(event_municipality, of_area)
      or (event_municipality is null and exists (
        select from local_revision r where r.form = event_form
          and r.municipality between rpad(of_area, 6, '0') and rpad(of_area, 6, '9')))), false)
$$;

-- The newest events below an id, since an instant. What is said of forms as such are few rows.
create function events_page(of_form text, of_area text, below bigint, since timestamptz, most int)
  returns setof outbox language plpgsql stable as $$
begin
  if of_area is null and of_form is null then
    return query select o.* from outbox o
      where o.id < below and o.created_at >= since order by o.id desc limit most;
  elsif of_area is null then
    return query select o.* from outbox o
      where o.form = of_form and o.id < below and o.created_at >= since
      order by o.id desc limit most;
  else
    return query select * from (
      (select o.* from outbox o
        where o.municipality between rpad(of_area, 6, '0') and rpad(of_area, 6, '9')
          and (of_form is null or o.form = of_form) and o.id < below and o.created_at >= since
        order by o.id desc limit most)
      union all
      (select o.* from outbox o
        where o.municipality is null and event_concerns(o.form, null, of_form, of_area)
          and o.id < below and o.created_at >= since
        order by o.id desc limit most)) found
      order by found.id desc limit most;
  end if;
end $$;

create function announce(topic text, name text, facts jsonb) returns void language sql as $$
  insert into outbox (topic, name, facts) values (topic, name, jsonb_strip_nulls(facts))
$$;

create function announce_core_state() returns trigger language plpgsql as $$
begin
  perform announce(
    'core.' || case new.state when 'published' then 'restored' else new.state end,
    format('forms/%s/%s', new.form, new.version),
    jsonb_build_object('version', new.version, 'effective', new.effective, 'removal', new.removal,
      'replacement', new.replacement, 'reason', new.reason));
  return null;
end $$;
create trigger core_state_announced after insert on core_state
  for each row execute function announce_core_state();

-- When the transaction commits, so that the text is there that the review has then.
create function announce_review() returns trigger language plpgsql as $$
declare
  what text := case
    when tg_op = 'INSERT' then 'review.opened'
    when old.dropped_at is null and new.dropped_at is not null then 'review.dropped'
    else 'review.amended' end;
begin
  perform announce(what, format('forms/%s/reviews/%s', new.form, new.version),
    jsonb_build_object('version', new.version, 'closes', new.closes_on, 'reason', new.drop_reason,
      'title', (select t.title from review_text t
        where (t.form, t.version, t.edit) = (new.form, new.version, new.edit))));
  return null;
end $$;
create constraint trigger review_announced after insert on review
  deferrable initially deferred for each row execute function announce_review();
create constraint trigger review_change_announced after update on review
  deferrable initially deferred for each row
  when ((old.edit, old.closes_on, old.effective_from, old.note, old.dropped_at)
    is distinct from (new.edit, new.closes_on, new.effective_from, new.note, new.dropped_at))
  execute function announce_review();

create function announce_review_comment() returns trigger language plpgsql as $$
begin
  perform announce('review.commented', format('forms/%s/reviews/%s', new.form, new.version),
    jsonb_build_object('version', new.version, 'comment', new.comment, 'item', new.item,
      'stance', new.stance, 'by', (select o.name from organisation o where o.id = new.organisation)));
  return null;
end $$;
create trigger review_comment_announced after insert on review_comment
  for each row execute function announce_review_comment();

-- When the transaction commits, so that the text is there that the proposal has then.
create function announce_proposal() returns trigger language plpgsql as $$
declare
  what text := case
    when tg_op = 'INSERT' then 'proposal.opened'
    when old.withdrawn_at is null and new.withdrawn_at is not null then 'proposal.withdrawn'
    when old.published is null and new.published is not null then 'proposal.published'
    else 'proposal.amended' end;
begin
  perform announce(what, format('forms/%s/proposals/%s', new.form, new.proposal),
    jsonb_build_object('proposal', new.proposal, 'closes', new.closes_on,
      'version', new.published, 'reason', new.withdraw_reason,
      'title', (select t.title from proposal_text t
        where (t.form, t.proposal, t.edit) = (new.form, new.proposal, new.edit))));
  return null;
end $$;
create constraint trigger proposal_announced after insert on proposal
  deferrable initially deferred for each row execute function announce_proposal();
create constraint trigger proposal_change_announced after update on proposal
  deferrable initially deferred for each row
  when ((old.edit, old.closes_on, old.effective_from, old.published, old.withdrawn_at)
    is distinct from
      (new.edit, new.closes_on, new.effective_from, new.published, new.withdrawn_at))
  execute function announce_proposal();

create function announce_proposal_decision() returns trigger language plpgsql as $$
begin
  perform announce('proposal.decided', format('forms/%s/proposals/%s', new.form, new.proposal),
    jsonb_build_object('proposal', new.proposal, 'verdict', new.verdict, 'reason', new.reason,
      'title', (select t.title from proposal_text t
        where (t.form, t.proposal, t.edit) = (new.form, new.proposal, new.edit))));
  return null;
end $$;
create trigger proposal_decision_announced after insert on proposal_decision
  for each row execute function announce_proposal_decision();

create function announce_rebase() returns trigger language plpgsql as $$
begin
  perform announce('rebase.' || new.state,
    format('forms/%s/local/%s/rebase', new.form, new.municipality),
    jsonb_build_object('version', new.version, 'revision', new.revision,
      'undecided', new.undecided));
  return null;
end $$;
create trigger rebase_announced after update of state on rebase for each row
  when (new.state in ('prepared', 'failed') and old.state <> new.state)
  execute function announce_rebase();

create function announce_citation() returns trigger language plpgsql as $$
begin
  perform announce('citation.amended',
    format('municipalities/%s/citations/%s', new.municipality, new.key),
    jsonb_build_object('title', new.title, 'edition', new.edition, 'ended', new.ended,
      'reason', nullif(new.note, '')));
  return null;
end $$;
create trigger citation_announced after insert on citation for each row
  when (new.edition > 1) execute function announce_citation();

-- One event for each municipality that has a part in it; when the transaction commits, because the
-- codes are written after the succession.
create function announce_succession() returns trigger language plpgsql as $$
begin
  insert into outbox (topic, name, facts)
    select case when new.cancelled_at is null then 'succession.recorded'
        else 'succession.cancelled' end,
      format('municipalities/%s/successions/%s', part.code, new.id),
      jsonb_strip_nulls(jsonb_build_object('kind', new.kind, 'effective', new.effective,
        'reason', new.cancel_reason,
        'heir', (select m.name from municipality m where m.code = new.heir),
        'from', (select string_agg(m.name, '・' order by f.position) from succession_from f
          join municipality m on m.code = f.municipality where f.succession = new.id)))
    from (select f.municipality as code from succession_from f where f.succession = new.id
      union select new.heir) part
    order by part.code;
  return null;
end $$;
create constraint trigger succession_announced after insert on succession
  deferrable initially deferred for each row execute function announce_succession();
create constraint trigger succession_cancel_announced after update on succession
  deferrable initially deferred for each row
  when (old.cancelled_at is null and new.cancelled_at is not null)
  execute function announce_succession();

-- What closes on one of the next days, told once for each closing day.
create function announce_closing(today date, until date) returns int language plpgsql as $$
declare
  told int;
begin
  insert into outbox (topic, name, facts)
    select 'review.closing', format('forms/%s/reviews/%s', r.form, r.version),
      jsonb_build_object('version', r.version, 'closes', r.closes_on, 'title', t.title)
    from review r join review_text t using (form, version, edit)
    where r.closes_on between today and until and r.dropped_at is null
      and not exists (select from core_version c where (c.form, c.version) = (r.form, r.version))
    union all
    select 'proposal.closing', format('forms/%s/proposals/%s', p.form, p.proposal),
      jsonb_build_object('proposal', p.proposal, 'closes', p.closes_on, 'title', t.title)
    from proposal p join proposal_text t using (form, proposal, edit)
    where p.closes_on between today and until and p.withdrawn_at is null and p.published is null
    on conflict do nothing;
  get diagnostics told = row_count;
  return told;
end $$;

-- Whom to tell by HTTP.
create table webhook (
  id            uuid primary key default gen_random_uuid(),
  organisation  text not null references organisation (id),
  url           text not null check (url <> ''),
  secret        bytea not null check (octet_length(secret) = 32),
  topics        text[] not null,
  form          text,
  area          text check (area ~ '^([0-9]{2}|[0-9]{6})$'),
  created_at    timestamptz not null default now(),
  ended_at      timestamptz,
  end_reason    text check (end_reason <> ''),
  check ((ended_at is null) = (end_reason is null))
);
create index webhook_organisation on webhook (organisation, created_at);
create unique index webhook_one on webhook (organisation, url) where ended_at is null;
comment on column webhook.secret is 'the key of the signatures, which has to be had again to sign';
comment on column webhook.topics is 'core.published, or core.* for all of core; none: everything';
comment on column webhook.area is 'a code, or the two digits that the codes of a prefecture begin with';

create table webhook_delivery (
  id          bigint generated always as identity primary key,
  webhook     uuid not null references webhook (id),
  event       bigint references outbox (id),
  state       text not null default 'waiting' check (state in ('waiting', 'delivered', 'dead')),
  round       int not null default 1 check (round > 0),
  attempts    int not null default 0 check (attempts >= 0),
  queued_at   timestamptz not null default now(),
  tried_at    timestamptz,
  status      int,
  reason      text check (reason <> ''),
  check (state <> 'dead' or reason is not null)
);
create index webhook_delivery_webhook on webhook_delivery (webhook, id);
create index webhook_delivery_waiting on webhook_delivery (id) where state = 'waiting';
create index webhook_delivery_old on webhook_delivery (queued_at) where state <> 'waiting';
comment on column webhook_delivery.event is 'null: a test';
comment on column webhook_delivery.round is 'rises when it is to be sent again from the first attempt on';
comment on column webhook_delivery.reason is 'why the last attempt came to nothing';

-- The job queue of pgqueuer 1.6, as `pgq sql install` writes it.

CREATE TYPE pgqueuer_status AS ENUM ('queued', 'picked', 'successful', 'exception', 'canceled', 'deleted', 'failed');

CREATE TABLE pgqueuer (
    id bigserial NOT NULL PRIMARY KEY,
    priority integer NOT NULL,
    queue_manager_id uuid,
    created timestamp with time zone NOT NULL DEFAULT now(),
    updated timestamp with time zone NOT NULL DEFAULT now(),
    heartbeat timestamp with time zone NOT NULL DEFAULT now(),
    execute_after timestamp with time zone NOT NULL DEFAULT now(),
    status pgqueuer_status NOT NULL,
    entrypoint text NOT NULL,
    dedupe_key text,
    payload bytea,
    headers jsonb,
    attempts integer NOT NULL DEFAULT 0,
    slot bigint
);

CREATE TABLE pgqueuer_log (
    id bigint GENERATED BY DEFAULT AS IDENTITY NOT NULL PRIMARY KEY,
    created timestamp with time zone NOT NULL DEFAULT now(),
    job_id bigint NOT NULL,
    status pgqueuer_status NOT NULL,
    priority integer NOT NULL,
    entrypoint text NOT NULL,
    traceback jsonb,
    aggregated boolean DEFAULT false
);

CREATE TABLE pgqueuer_schedules (
    id bigserial NOT NULL PRIMARY KEY,
    expression text NOT NULL,
    entrypoint text NOT NULL,
    heartbeat timestamp with time zone NOT NULL DEFAULT now(),
    created timestamp with time zone NOT NULL DEFAULT now(),
    updated timestamp with time zone NOT NULL DEFAULT now(),
    next_run timestamp with time zone NOT NULL DEFAULT now(),
    last_run timestamp with time zone,
    status pgqueuer_status DEFAULT 'queued'::pgqueuer_status,
    UNIQUE (expression, entrypoint)
);

CREATE TABLE pgqueuer_statistics (
    id bigserial NOT NULL PRIMARY KEY,
    created timestamp with time zone NOT NULL DEFAULT date_trunc('sec'::text, now()),
    count bigint NOT NULL,
    priority integer NOT NULL,
    status pgqueuer_status NOT NULL,
    entrypoint text NOT NULL
);

CREATE INDEX pgqueuer_ep_ea_idx ON pgqueuer USING btree (entrypoint, execute_after) WHERE (status = 'queued'::pgqueuer_status);

CREATE INDEX pgqueuer_ep_prio_id_idx ON pgqueuer USING btree (entrypoint, priority DESC, id) WHERE (status = 'queued'::pgqueuer_status);

CREATE INDEX pgqueuer_log_created ON pgqueuer_log USING btree (created);

CREATE INDEX pgqueuer_log_job_id_status ON pgqueuer_log USING btree (job_id, created DESC);

CREATE INDEX pgqueuer_log_not_aggregated ON pgqueuer_log USING btree ((1)) WHERE (NOT aggregated);

CREATE INDEX pgqueuer_log_status ON pgqueuer_log USING btree (status);

CREATE INDEX pgqueuer_picked_heartbeat_idx ON pgqueuer USING btree (heartbeat) WHERE (status = 'picked'::pgqueuer_status);

CREATE UNIQUE INDEX pgqueuer_picked_slot_idx ON pgqueuer USING btree (entrypoint, slot) WHERE ((status = 'picked'::pgqueuer_status) AND (slot IS NOT NULL));

CREATE INDEX pgqueuer_priority_id_id1_idx ON pgqueuer USING btree (priority, id DESC) INCLUDE (id) WHERE (status = 'queued'::pgqueuer_status);

CREATE INDEX pgqueuer_queue_manager_id_idx ON pgqueuer USING btree (queue_manager_id) WHERE (queue_manager_id IS NOT NULL);

CREATE UNIQUE INDEX pgqueuer_statistics_unique_count ON pgqueuer_statistics USING btree (priority, date_trunc('sec'::text, timezone('UTC'::text, created)), status, entrypoint);

CREATE UNIQUE INDEX pgqueuer_unique_dedupe_key ON pgqueuer USING btree (dedupe_key) WHERE ((status = ANY (ARRAY['queued'::pgqueuer_status, 'picked'::pgqueuer_status])) AND (dedupe_key IS NOT NULL));

CREATE INDEX pgqueuer_updated_id_id1_idx ON pgqueuer USING btree (updated, id DESC) INCLUDE (id) WHERE (status = 'picked'::pgqueuer_status);

CREATE FUNCTION fn_pgqueuer_changed() RETURNS TRIGGER AS $$
DECLARE
    to_emit BOOLEAN := false;  -- Flag to decide whether to emit a notification
BEGIN
    -- Check operation type and set the emit flag accordingly
    IF TG_OP = 'UPDATE' AND OLD IS DISTINCT FROM NEW THEN
        to_emit := true;
    ELSIF TG_OP = 'DELETE' THEN
        to_emit := true;
    ELSIF TG_OP = 'INSERT' THEN
        to_emit := true;
    ELSIF TG_OP = 'TRUNCATE' THEN
        to_emit := true;
    END IF;

    -- Perform notification if the emit flag is set
    IF to_emit THEN
        PERFORM pg_notify(
            'ch_pgqueuer',
            json_build_object(
                'channel', 'ch_pgqueuer',
                'operation', lower(TG_OP),
                'sent_at', NOW(),
                'table', TG_TABLE_NAME,
                'type', 'table_changed_event'
            )::text
        );
    END IF;

    -- Return appropriate value based on the operation
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        RETURN NEW;
    ELSIF TG_OP = 'DELETE' THEN
        RETURN OLD;
    ELSE
        RETURN NULL; -- For TRUNCATE and other non-row-specific contexts
    END IF;

END;
$$ LANGUAGE plpgsql;

CREATE TRIGGER tg_pgqueuer_changed
AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON pgqueuer
EXECUTE FUNCTION fn_pgqueuer_changed();

-- A job for each delivery that waits: of one, in the very transaction that makes it wait; of all that
-- have waited for a while, where a process has died with a job. Each webhook has an entrypoint of its
-- own, so that the queue bounds how many are under way to one target.
create function enqueue_waiting(only_one bigint default null) returns bigint language sql as $$
  with job as (
    insert into pgqueuer (priority, status, entrypoint, payload, dedupe_key)
    select 0, 'queued', 'webhook:' || d.webhook, convert_to(d.id::text, 'UTF8'),
      'delivery:' || d.id || ':' || d.round
    from webhook_delivery d
    where d.state = 'waiting' and (d.id = only_one
      or (only_one is null and d.queued_at < now() - interval '1 minute'))
    order by d.id
    on conflict do nothing
    returning id, priority, entrypoint),
  logged as (
    insert into pgqueuer_log (job_id, status, entrypoint, priority)
    select id, 'queued', entrypoint, priority from job)
  select count(*) from job
$$;

create function enqueue_delivery() returns trigger language plpgsql as $$
begin
  perform enqueue_waiting(new.id);
  return null;
end $$;
create trigger webhook_delivery_enqueued after insert on webhook_delivery
  for each row execute function enqueue_delivery();
create trigger webhook_delivery_enqueued_again after update of state on webhook_delivery
  for each row when (new.state = 'waiting' and old.state <> 'waiting')
  execute function enqueue_delivery();

create function deliver_events() returns trigger language plpgsql as $$
begin
  insert into webhook_delivery (webhook, event)
    select w.id, e.id from new_event e join webhook w on w.ended_at is null
      and (w.topics = '{}' or e.topic = any (w.topics)
        or split_part(e.topic, '.', 1) || '.*' = any (w.topics))
      and event_concerns(e.form, e.municipality, w.form, w.area)
    order by e.id;
  return null;
end $$;
create trigger outbox_delivered after insert on outbox
  referencing new table as new_event for each statement execute function deliver_events();
