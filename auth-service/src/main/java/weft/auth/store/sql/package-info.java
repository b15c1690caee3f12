/** How statements reach the database. */
package weft.auth.store.sql;
