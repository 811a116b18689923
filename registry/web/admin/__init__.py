"""Pages of administration: organisations, sign-ins, the audit, the log."""
