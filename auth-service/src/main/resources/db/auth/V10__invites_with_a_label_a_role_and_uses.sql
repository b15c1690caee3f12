-- What an invite is for, what it makes of who accepts it, and how many may.
alter table invites add column label text;
alter table invites add column roles text not null default 'member';     -- as in accounts
alter table invites add column uses integer not null default 1 check (uses > 0);
alter table invites add column used integer not null default 0 check (used between 0 and uses);
update invites set used = 1 where used_at is not null;
comment on column invites.used_at is 'when the last use was made; null while there are some left';
comment on column invites.used_by is 'who made the last use';

-- Who joined with which invite, in order.
create table invite_uses (
  id         uuid primary key,
  invite_id  uuid        not null references invites on delete cascade,
  account_id uuid        references accounts on delete set null,
  at         timestamptz not null
);
create index on invite_uses (invite_id, id);
create index on invite_uses (account_id);
insert into invite_uses (id, invite_id, account_id, at)
  select gen_random_uuid(), id, used_by, used_at from invites where used_at is not null;
