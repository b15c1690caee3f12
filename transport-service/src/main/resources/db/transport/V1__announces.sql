-- Announces heard, the newest for each destination. The order in which they came is the order of lists.
CREATE SEQUENCE announces_order AS bigint;

CREATE TABLE announces (
    destination     bytea       NOT NULL PRIMARY KEY CHECK (octet_length(destination) = 16),
    identity        bytea       NOT NULL CHECK (octet_length(identity) = 16),
    aspect          text        NOT NULL,
    name            text        NOT NULL,  -- empty: none
    hops            smallint    NOT NULL,
    interface_name  text        NOT NULL,
    heard_at        timestamptz NOT NULL,
    position        bigint      NOT NULL
);

CREATE UNIQUE INDEX announces_position ON announces (position);
CREATE INDEX announces_aspect_position ON announces (aspect, position);
