-- Whether the other members of the node see the identity in their list of who is here; nobody is until they choose to be.
alter table identity add column listed boolean not null default false;
create index identity_listed on identity (created_at, id) where listed;
