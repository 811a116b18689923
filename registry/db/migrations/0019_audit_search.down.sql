drop index audit_action;
drop index audit_organisation;
drop index web_session_idle;
