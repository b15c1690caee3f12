/**
 * Persistence: one class for each group of tables that change together. Methods take the transaction they are part of, so
 * that a change, its trace and its event are one commit. Every query on what is a member's carries the account.
 */
package weft.message.store;
