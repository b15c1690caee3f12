/**
 * What members wrote and their keys, sealed under the account's own key and bound to the row and column in which they stand; and what
 * becomes of a value that does not open any more.
 */
package weft.message.store.sealing;
