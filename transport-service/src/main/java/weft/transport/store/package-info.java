/** The announces heard, in PostgreSQL. Writing never holds up the mesh. */
package weft.transport.store;
