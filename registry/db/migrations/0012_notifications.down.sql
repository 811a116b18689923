drop trigger outbox_delivered on outbox;
drop table webhook_delivery, webhook;
drop table pgqueuer, pgqueuer_log, pgqueuer_schedules, pgqueuer_statistics;
drop type pgqueuer_status;
drop trigger core_state_announced on core_state;
drop trigger review_announced on review;
drop trigger review_change_announced on review;
drop trigger review_comment_announced on review_comment;
drop trigger proposal_announced on proposal;
drop trigger proposal_change_announced on proposal;
drop trigger proposal_decision_announced on proposal_decision;
drop trigger rebase_announced on rebase;
drop trigger citation_announced on citation;
drop trigger succession_announced on succession;
drop trigger succession_cancel_announced on succession;
drop function deliver_events, enqueue_delivery, enqueue_waiting, fn_pgqueuer_changed, announce_closing, announce_succession,
  announce_citation, announce_rebase,
  announce_proposal, announce_proposal_decision, announce_review_comment, announce_review, announce_core_state,
  announce, events_page, event_concerns;
drop index outbox_form, outbox_municipality, outbox_common, outbox_closing;
delete from outbox where digest is null;
alter table outbox
  drop column form,
  drop column municipality,
  drop column facts,
  alter column digest set not null,
  add column delivered_at timestamptz;
create index outbox_waiting on outbox (id) where delivered_at is null;
