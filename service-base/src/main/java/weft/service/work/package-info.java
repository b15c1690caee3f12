/** Work that a service does by itself, again and again. */
package weft.service.work;
