-- A password that takes another's place ends what the other one has let in, and what it is just about to: who signs in compares.
alter table credentials add column version integer not null default 0;

-- Links by which a password is chosen without the old one: one of an account, a new one takes the place of the older.
create table resets (
  account_id  uuid primary key references accounts on delete cascade,
  code_digest bytea       not null unique check (octet_length(code_digest) = 32),  -- keyed, like all that stands for a code
  created_by  uuid        references accounts on delete cascade,                   -- null: at the machine itself
  created_at  timestamptz not null,
  expires_at  timestamptz not null
);
create index on resets (expires_at);

-- What a member is told until they say that they have seen it.
create table notices (
  id         uuid primary key,
  account_id uuid        not null references accounts on delete cascade,
  type       text        not null,              -- password-reset
  by_name    text,                              -- username of who did it; null: at the machine itself
  at         timestamptz not null
);
create index on notices (account_id, id);
