-- The identity of the node itself: one row at most, made once. Its private key is sealed as a member's is, under a key of its own that
-- the master key wraps.
create table node_identity (
    the_only_one       boolean     primary key default true check (the_only_one),
    wrapped_key        bytea       not null,
    public_key         bytea       not null check (octet_length(public_key) = 64),
    sealed_private_key bytea       not null,
    created_at         timestamptz not null default now()
);
