-- The beginning of a message for a line in a list, so that a list of conversations reads no pictures; null for messages kept before.
alter table message add column sealed_preview bytea;
alter table message alter column sealed_preview set storage external;
