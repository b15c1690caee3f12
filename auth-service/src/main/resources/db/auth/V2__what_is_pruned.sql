-- What housekeeping looks for every minute.
create index on audit_outbox (at);
create index on audit_outbox (sequence) where action like 'token.%';
create index on invites (coalesce(used_at, revoked_at, expires_at));
