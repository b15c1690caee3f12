-- Who, when and how much stands in clear; what a member wrote, keys and names of files are sealed (bytea named sealed_*).
-- Addresses have 16 bytes, hashes 32. The account stands in every key of what a member owns, and in every query.

-- One row per member: the lock under which the member's event numbers are given out without gaps.
create table account (
    id              uuid primary key,
    -- the key of everything sealed of this member, itself sealed under the node's master key
    wrapped_key     bytea not null,
    event_sequence  bigint not null default 0,
    -- Events up to here were removed; a stream that wants to resume before it starts afresh.
    event_floor     bigint not null default 0,
    stored_messages bigint not null default 0,
    stored_bytes    bigint not null default 0,
    -- null: the node's default
    message_quota   bigint,
    byte_quota      bigint
);

-- Hosting is divided into 64 shards by local destination. A write of a shard's owner carries the epoch it was given.
create table shard (
    id    smallint primary key check (id between 0 and 63),
    owner text,
    epoch bigint not null default 0
);
insert into shard (id) select generate_series(0, 63);

create table identity (
    account            uuid        not null references account on delete cascade,
    id                 uuid        not null,
    identity_hash      bytea       not null check (octet_length(identity_hash) = 16),
    address            bytea       not null check (octet_length(address) = 16),
    shard              smallint    not null references shard,
    public_key         bytea       not null check (octet_length(public_key) = 64),
    sealed_private_key bytea       not null,
    display_name       text        not null,
    -- null: no stamp is asked for
    stamp_cost         smallint check (stamp_cost between 1 and 254),
    enforce_stamps     boolean     not null default false,
    enforce_ratchets   boolean     not null default false,
    propagation_node   bytea check (octet_length(propagation_node) = 16),
    -- null: the node's limit
    delivery_limit_kb  integer check (delivery_limit_kb > 0),
    strangers          text        not null default 'allow' check (strangers in ('allow', 'request', 'refuse')),
    created_at         timestamptz not null default now(),
    announced_at       timestamptz,
    announce_wanted_at timestamptz,
    -- requests to announce in the minute that began then
    announce_minute    timestamptz,
    announce_count     integer     not null default 0,
    primary key (account, id),
    unique (address)
);
create index identity_by_shard on identity (shard);
create index identity_to_announce on identity (shard) where announce_wanted_at is not null;

-- Own ratchets, newest first; the private key is on disk before its announce leaves.
create table ratchet (
    account            uuid        not null,
    identity           uuid        not null,
    id                 bytea       not null check (octet_length(id) = 10),
    sealed_private_key bytea       not null,
    created_at         timestamptz not null,
    epoch              bigint      not null,
    primary key (account, identity, id),
    foreign key (account, identity) references identity on delete cascade
);

-- What announces have told of others. Public knowledge, so it belongs to no account.
create table known_destination (
    address         bytea primary key check (octet_length(address) = 16),
    identity_hash   bytea       not null check (octet_length(identity_hash) = 16),
    aspect          text        not null,
    public_key      bytea       not null check (octet_length(public_key) = 64),
    ratchet         bytea check (octet_length(ratchet) = 32),
    ratchet_at      timestamptz,
    app_data        bytea       not null,
    display_name    text,
    stamp_cost      smallint,
    compression     boolean     not null default true,
    hops            smallint    not null,
    interface       text,
    emitted_at      bigint      not null,
    heard_at        timestamptz not null,
    -- tells a repetition of the same announce from a new one
    announce        bytea       not null check (octet_length(announce) = 32)
);
create index known_destination_by_age on known_destination (heard_at);

-- The member's own word on a peer. It holds for all identities of the member.
create table contact (
    account     uuid        not null references account on delete cascade,
    peer        bytea       not null check (octet_length(peer) = 16),
    sealed_name bytea,
    blocked     boolean     not null default false,
    -- the member wrote to the peer, named it or accepted its request
    accepted    boolean     not null default false,
    created_at  timestamptz not null default now(),
    primary key (account, peer)
);

create table message (
    account        uuid        not null,
    id             uuid        not null,
    identity       uuid        not null,
    peer           bytea       not null check (octet_length(peer) = 16),
    direction      text        not null check (direction in ('in', 'out')),
    hash           bytea       not null check (octet_length(hash) = 32),
    -- the number of its message.created event: the order of arrival, and the cursor of every list of messages
    sequence       bigint      not null,
    method         text        not null,
    state          text        not null,
    reason         text,
    progress       real        not null default 0,
    signature      text        not null check (signature in ('valid', 'unverified', 'invalid')),
    -- bits of work found, 256 when a ticket paid, null when none was asked for
    stamp_value    smallint,
    stamp_valid    boolean,
    ratchet_id     bytea,
    hops           smallint,
    rssi           real,
    snr            real,
    -- inbound, from somebody the member has not accepted yet
    request        boolean     not null default false,
    sent_at        timestamptz not null,
    received_at    timestamptz,
    delivered_at   timestamptz,
    -- title, content, fields and names of attachments, as lists show them
    sealed_body    bytea       not null,
    body_length    integer     not null,
    -- the whole message as it is on the wire: what its hash covers
    sealed_packed  bytea       not null,
    packed_length  integer     not null,
    primary key (account, id),
    unique (account, identity, direction, hash),
    foreign key (account, identity) references identity on delete cascade
);
-- Ciphertext does not compress; external storage also leaves large columns alone when others change.
alter table message alter column sealed_packed set storage external;
alter table message alter column sealed_body set storage external;
create unique index message_by_arrival on message (account, identity, sequence);
create index message_by_peer on message (account, identity, peer, sequence);
create index message_unverified on message (peer) where signature = 'unverified';

create table message_trace (
    account uuid        not null,
    message uuid        not null,
    step    bigint generated always as identity,
    at      timestamptz not null default clock_timestamp(),
    code    text        not null,
    text    text        not null,
    primary key (account, message, step),
    foreign key (account, message) references message on delete cascade
);

create table conversation (
    account       uuid        not null,
    identity      uuid        not null,
    peer          bytea       not null check (octet_length(peer) = 16),
    last_message  uuid        not null,
    last_sequence bigint      not null,
    last_at       timestamptz not null,
    unread        integer     not null default 0,
    read_sequence bigint      not null default 0,
    request       boolean     not null default false,
    primary key (account, identity, peer),
    foreign key (account, identity) references identity on delete cascade
);
create index conversation_by_age on conversation (account, identity, last_sequence desc);

-- Outbound messages on their way. The row ends with the journey; the message's state tells how.
create table delivery (
    account        uuid        not null,
    message        uuid        not null,
    identity       uuid        not null,
    shard          smallint    not null references shard,
    peer           bytea       not null check (octet_length(peer) = 16),
    try_first      text        not null,
    attempts       integer     not null default 0,
    next_attempt   timestamptz not null default now(),
    claimed_epoch  bigint,
    cancelled      boolean     not null default false,
    -- a proof of work that was found for it
    stamp          bytea,
    created_at     timestamptz not null default now(),
    primary key (account, message),
    foreign key (account, message) references message on delete cascade
);
create index delivery_due on delivery (shard, next_attempt);
create index delivery_by_peer on delivery (peer);

-- What arrived, in the form in which it arrived. Written before anything is acknowledged, decided afterwards.
create table inbox_journal (
    id            bigint generated always as identity primary key,
    account       uuid        not null,
    identity      uuid        not null,
    shard         smallint    not null references shard,
    -- of the packed message, stamp included: the same bytes are journalled once
    digest        bytea       not null check (octet_length(digest) = 32),
    method        text        not null,
    ratchet_id    bytea,
    hops          smallint,
    rssi          real,
    snr           real,
    -- public keys of the other end of the link, which need not be the author's
    link_keys     bytea check (octet_length(link_keys) = 64),
    received_at   timestamptz not null,
    sealed_packed bytea,
    decided_at    timestamptz,
    outcome       text,
    unique (account, identity, digest),
    foreign key (account, identity) references identity on delete cascade
);
alter table inbox_journal alter column sealed_packed set storage external;
create index inbox_journal_undecided on inbox_journal (shard, id) where decided_at is null;
create index inbox_journal_undecided_of_account on inbox_journal (account) where decided_at is null;
create index inbox_journal_decided on inbox_journal (decided_at) where decided_at is not null;

-- Hashes of messages that were received once, kept when the message is gone: a repetition is acknowledged and nothing else.
create table tombstone (
    account  uuid        not null,
    identity uuid        not null,
    hash     bytea       not null check (octet_length(hash) = 32),
    until    timestamptz not null,
    primary key (account, identity, hash),
    foreign key (account, identity) references identity on delete cascade
);
create index tombstone_by_age on tombstone (until);

-- Tickets between an identity and a peer: they spare the peer, or us, the work of a stamp. Whoever reads one can use it.
create table ticket_book (
    account     uuid        not null,
    identity    uuid        not null,
    peer        bytea       not null check (octet_length(peer) = 16),
    sealed_book bytea       not null,
    changed_at  timestamptz not null default now(),
    primary key (account, identity, peer),
    foreign key (account, identity) references identity on delete cascade
);

-- The member's event log: one row per change, numbered without gaps, written in the change's transaction. Ids only.
create table event_log (
    account  uuid        not null references account on delete cascade,
    sequence bigint      not null,
    at       timestamptz not null default now(),
    type     text        not null,
    identity uuid,
    message  uuid,
    detail   text,
    primary key (account, sequence)
);
create index event_log_by_age on event_log (at);

-- The answer a write got, for the repetition of its key.
create table idempotency (
    account     uuid        not null references account on delete cascade,
    key         text        not null,
    fingerprint bytea       not null,
    status      smallint    not null,
    answer      text        not null,
    created_at  timestamptz not null default now(),
    primary key (account, key)
);
create index idempotency_by_age on idempotency (created_at);

-- Blind index for search: keyed hashes of normalised words and short prefixes, under a key of the account.
create table search_word (
    account uuid  not null,
    word    bytea not null check (octet_length(word) = 16),
    message uuid  not null,
    primary key (account, word, message),
    foreign key (account, message) references message on delete cascade
);
create index search_word_of_message on search_word (account, message);
