drop table sign_in_failure;
drop table sign_in_rule;
drop table access_code;
drop table web_session;
