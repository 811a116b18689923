drop function queue_after_diffs(text[], text[], int[]);
drop function announce_names(text[]);

drop trigger local_revision_queues on local_revision;
create trigger local_revision_queues after insert on local_revision
  for each row execute function queue_after_diff();

drop trigger name_ledger_announced on name_ledger;
create constraint trigger name_ledger_announced after insert on name_ledger
  deferrable initially deferred for each row execute function announce_name();
