-- The answer a write got, for the repetition of its key. It holds what is sealed elsewhere, so it is sealed too, under the key of
-- its account. The old table goes with its file: rows that are deleted only would stand in it in clear until it is cleaned.
drop table idempotency;
create table idempotency (
    account       uuid        not null references account on delete cascade,
    -- keyed digests: of the key, and of method, path and body
    name          bytea       not null check (octet_length(name) = 32),
    request       bytea       not null check (octet_length(request) = 32),
    -- status and body; opens in this row alone
    sealed_answer bytea       not null,
    created_at    timestamptz not null default now(),
    primary key (account, name)
);
create index idempotency_by_age on idempotency (created_at);
