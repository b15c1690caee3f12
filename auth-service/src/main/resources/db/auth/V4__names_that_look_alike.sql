-- What a username looks like. A new name must look like no other; names that were there keep theirs, so it is not unique.
-- The service fills it in at its start, and again when its tables of what looks alike have changed: look_by says whose they were.
alter table accounts add column look text;
alter table accounts add column look_by text;
create index on accounts (look);
