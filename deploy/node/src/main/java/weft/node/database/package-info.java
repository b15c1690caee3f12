/** The database: PostgreSQL that the node starts itself, or one that is already there. */
package weft.node.database;
