drop table audit, outbox, change, local_revision, component, core_version, form, log_leaf, log_counter,
  name_ledger, token, organisation, municipality;
drop function append_log_leaf, refuse_change, find_municipalities;
