-- A version that is only deprecated or withdrawn in core_state is published to the schema before.
update core_version set state = 'published'
  where exists (select from core_state s
    where s.form = core_version.form and s.version = core_version.version);
drop table review_comment, review_text, review, core_state;
drop function follow_core_state;
