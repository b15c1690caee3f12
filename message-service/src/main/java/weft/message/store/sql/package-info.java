/**
 * The database of this service: its pool, transactions for threads that may wait, rows, and what can go wrong. Knows no table.
 */
package weft.message.store.sql;
