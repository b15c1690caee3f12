/** What goes out on the bus, with a bound that can be seen. */
package weft.service.bus;
