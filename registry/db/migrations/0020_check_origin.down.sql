alter table form_check drop column origin;
