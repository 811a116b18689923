-- What administration pages look for: sessions that are open, and the audit by who did what.
create index web_session_idle on web_session (idle_until);
create index audit_organisation on audit (organisation, id);
create index audit_action on audit (action, id);
