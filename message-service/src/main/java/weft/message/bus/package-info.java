/** The way to and from the other services: hosting records on the packet plane, facts on the event plane. */
package weft.message.bus;
