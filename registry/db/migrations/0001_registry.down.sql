drop table audit, outbox, change, local_revision, component, core_version, form, log_leaf, log_counter,
  name_ledger, token, organisation, municipality;
drop function announce_name, refuse_change, find_municipalities;
