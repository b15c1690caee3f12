/** Hash tables keyed by sixteen bytes as two longs: nothing is allocated to look something up, and iteration has an order. */
package weft.reticulum.router.table;
