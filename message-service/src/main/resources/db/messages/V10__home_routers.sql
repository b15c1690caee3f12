-- The router that an identity's packets leave through when nothing else says which: its transport identity. A sticky choice, because
-- peers keep paths to it. Null until a router has been heard.
alter table identity add column home_router bytea check (octet_length(home_router) = 16);
create index identity_by_home_router on identity (home_router);
