-- The one row tells which pepper the passwords here were made with, by a digest that only it gives; it tells nothing of the pepper.
create table pepper_mark (
    one boolean primary key default true check (one),
    digest bytea not null check (octet_length(digest) = 32)
);
