-- Attempts that are being decided: each stands for the failure it may become, until it has ended or its lease is over. Worth
-- nothing after a crash of the database, which ends the attempts too.
create unlogged table undecided (
  kind    text        not null,                 -- as in throttles
  key     bytea       not null,
  attempt uuid        not null,
  until   timestamptz not null,
  primary key (kind, key, attempt)
);

-- Attempts of one kind, from one network, about one account, in one hour are one row.
alter table access_attempts add column network text;           -- null, like hour, in rows from before they were counted
alter table access_attempts add column hour timestamptz;
alter table access_attempts add column count bigint not null default 1;
alter table access_attempts add column last_at timestamptz;
update access_attempts set last_at = at;
alter table access_attempts alter column last_at set not null;
create unique index access_attempts_repeated on access_attempts
  (action, outcome, network, coalesce(account_id, '00000000-0000-0000-0000-000000000000'::uuid), hour)
  where hour is not null;

-- What housekeeping looks for: by age, and past the bounds of those let in and of those refused.
drop index access_attempts_at_idx;
create index on access_attempts (last_at);
create index on access_attempts (id) where outcome = 'admitted';
create index on access_attempts (id) where outcome <> 'admitted';
