/**
 * Who owns a shard: the locks that say who may take it and how many live, and the epoch under which is written what it is about. Knows
 * nothing of what a shard holds.
 */
package weft.message.store.ownership;
