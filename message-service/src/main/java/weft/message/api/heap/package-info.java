/** What requests may take of the heap, and pages of messages that are read within it. For virtual threads. */
package weft.message.api.heap;
