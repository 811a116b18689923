drop table form_check;
