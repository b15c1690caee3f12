/**
 * The service that faces the mesh: it drives the interfaces, hosts the Router, and keeps what was heard. It holds no member's
 * key and can read nobody's mail.
 */
package weft.transport;
