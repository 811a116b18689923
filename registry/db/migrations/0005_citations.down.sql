drop table citation_confirmation;
drop table citation;
alter table change drop column citation, drop column article, drop column cite;
alter table local_revision drop column over;
