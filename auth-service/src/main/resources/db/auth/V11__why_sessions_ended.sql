-- Why a session ended, for whoever still holds its cookie: a browser that was not there at the time asks when it comes back.
create table ended_sessions (
  reference_hash bytea       primary key,   -- SHA-256 of the reference in the cookie
  reason         text        not null,
  ended_at       timestamptz not null
);
create index on ended_sessions (ended_at);
