/** What becomes of outbound messages under way, as data, and how many such changes are written together. */
package weft.message.store.outbound;
