-- Ids are UUIDs of version 7, made by the service. Every secret is here as a hash only.

create table accounts (
  id              uuid primary key,
  username        text        not null,
  username_key    text        not null unique,  -- NFKC, case-folded: what two names are compared by
  roles           text        not null,         -- role names with spaces between them
  disabled        boolean     not null default false,
  created_at      timestamptz not null,
  last_sign_in_at timestamptz,
  version         integer     not null default 0
);

create table credentials (
  account_id uuid primary key references accounts on delete cascade,
  password   text        not null,              -- PHC string of Argon2id over the peppered password
  changed_at timestamptz not null
);

create table sessions (
  id             uuid primary key,
  account_id     uuid        not null references accounts on delete cascade,
  reference_hash bytea       not null unique,   -- SHA-256 of the 256-bit reference in the cookie
  created_at     timestamptz not null,
  last_seen_at   timestamptz not null,
  idle_at        timestamptz not null,          -- dead from here on unless seen again
  expires_at     timestamptz not null,          -- dead from here on
  proven_at      timestamptz not null,          -- when the password was last given
  source         text        not null,
  user_agent     text
);
create index on sessions (account_id, created_at);
create index on sessions (least(idle_at, expires_at));

-- Browsers that signed in before: strangers' failures don't slow them down.
create table devices (
  id             uuid primary key,
  account_id     uuid        not null references accounts on delete cascade,
  reference_hash bytea       not null unique,
  created_at     timestamptz not null,
  last_used_at   timestamptz not null
);
create index on devices (account_id, last_used_at);

create table tokens (
  id           uuid primary key,
  account_id   uuid        not null references accounts on delete cascade,
  name         text        not null,
  secret_hash  bytea       not null unique,
  scopes       text        not null,            -- scope names with spaces between them
  created_at   timestamptz not null,
  expires_at   timestamptz not null,
  last_used_at timestamptz
);
create index on tokens (account_id, id);

create table invites (
  id         uuid primary key,
  code_hash  bytea       not null unique,
  created_by uuid        references accounts on delete set null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_by    uuid        references accounts on delete set null,
  used_at    timestamptz,
  revoked_at timestamptz
);

-- The one-time set-up token: one row from the first start on, used once.
create table setup (
  one        boolean primary key default true check (one),
  token_hash bytea       not null,
  created_at timestamptz not null,
  used_at    timestamptz
);

-- Guessing counters: 'pair' account and network, 'device' account and known browser, 'account', 'address'.
create table throttles (
  kind          text             not null,
  key           bytea            not null,
  failures      integer          not null default 0,
  blocks        integer          not null default 0,
  tokens        double precision not null default 0,
  blocked_until timestamptz      not null,
  updated_at    timestamptz      not null,
  account_key   bytea,                          -- hash of the username key, for unlocking; null for 'address'
  primary key (kind, key)
);
create index on throttles (account_key);
create index on throttles (updated_at);

create table access_attempts (
  id         uuid primary key,
  at         timestamptz not null,
  action     text        not null,              -- sign-in, set-up, invite, api-token
  outcome    text        not null,
  account_id uuid,
  username   text,                              -- only of accounts that exist: what else is typed there may be a password
  source     text        not null,
  user_agent text
);
create index on access_attempts (at);

-- Answers to writes that carried an Idempotency-Key, sealed under a key outside the database.
create table idempotency (
  key_hash     bytea primary key,               -- of caller, method, path and key
  request_mac  bytea       not null,            -- keyed: a body may hold a password
  status       integer,
  answer       bytea,
  created_at   timestamptz not null
);
create index on idempotency (created_at);

-- Events for the bus, written with the change they tell of and deleted once the bus has them.
create table outbox (
  sequence   bigint generated always as identity primary key,
  channel    text        not null,
  payload    text        not null,
  created_at timestamptz not null default now()
);

-- What operators and members did to accounts, in order, for the audit chain.
create table audit_outbox (
  sequence bigint generated always as identity primary key,
  at       timestamptz not null,
  actor    uuid,
  action   text        not null,
  subject  uuid,
  detail   text
);
