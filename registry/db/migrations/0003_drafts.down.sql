alter table draft drop constraint draft_id_edit_fkey;
drop table draft_edit, draft;
