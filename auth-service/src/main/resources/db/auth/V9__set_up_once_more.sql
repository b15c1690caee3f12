-- A set-up token that was made at the machine, beside the one of the first start: it makes one more operator, once, for an hour.
create table setup_again (
  one          boolean primary key default true check (one),
  token_digest bytea       not null check (octet_length(token_digest) = 32),   -- keyed, like all that stands for a code
  created_at   timestamptz not null,
  expires_at   timestamptz not null
);
