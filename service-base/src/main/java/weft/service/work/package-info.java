/** Work that a service does by itself: again and again, or whenever there is something to write. */
package weft.service.work;
