/**
 * The tables of the Router and their bounds. Hash tables keyed by sixteen bytes as two longs: nothing is allocated to look
 * something up, and iteration has an order. {@link Tables} makes them; it knows no other room.
 */
package weft.reticulum.router.table;
