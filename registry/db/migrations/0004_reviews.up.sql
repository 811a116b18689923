-- (written in a later commit)
select 1;
