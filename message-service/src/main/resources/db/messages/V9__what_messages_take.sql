-- What a message takes on the disk: its sealed columns, which are compressed where that helps. A quota counts this, so that a few
-- bytes on the wire that stand for many fill no mailbox.
alter table message add column kept_length integer not null default 0;
update message set kept_length = octet_length(sealed_body) + octet_length(sealed_packed)
    + coalesce(octet_length(sealed_preview), 0);
alter table message alter column kept_length drop default;

-- Whether it came from somebody the member has not accepted, or whose signature could not be checked; and what of its room an
-- account has given to such messages.
alter table message add column stranger boolean not null default false;
update message m set stranger = true where direction = 'in' and (signature <> 'valid' or not exists (
    select 1 from contact k where k.account = m.account and k.peer = m.peer and k.accepted));
create index message_of_strangers on message (account, peer) include (kept_length) where stranger;

alter table account
    add column stranger_messages bigint not null default 0,
    add column stranger_bytes bigint not null default 0;
update account a set stored_messages = 0, stored_bytes = 0;
update account a set stored_messages = m.messages, stored_bytes = m.bytes, stranger_messages = m.strangers,
        stranger_bytes = m.strangers_bytes
    from (select account, count(*) as messages, sum(kept_length) as bytes, count(*) filter (where stranger) as strangers,
            coalesce(sum(kept_length) filter (where stranger), 0) as strangers_bytes
        from message group by account) m
    where m.account = a.id;

-- Messages also go with their identity: whatever deletes them, their account has its room again.
create function give_room_back() returns trigger language plpgsql set search_path from current as $$
begin
    update account a set stored_messages = stored_messages - g.messages, stored_bytes = stored_bytes - g.bytes,
            stranger_messages = stranger_messages - g.strangers, stranger_bytes = stranger_bytes - g.strangers_bytes
        from (select account, count(*) as messages, sum(kept_length) as bytes, count(*) filter (where stranger) as strangers,
                coalesce(sum(kept_length) filter (where stranger), 0) as strangers_bytes
            from gone group by account) g
        where g.account = a.id;
    return null;
end
$$;
create trigger messages_gone after delete on message referencing old table as gone
    for each statement execute function give_room_back();

-- Bytes of the message before it was compressed and sealed; null for rows that were not compressed.
alter table inbox_journal add column packed_length integer;
