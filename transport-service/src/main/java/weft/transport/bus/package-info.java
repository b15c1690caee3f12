/**
 * The way to and from the other services: hosting records on the packet plane, what the mesh tells on the event plane.
 */
package weft.transport.bus;
