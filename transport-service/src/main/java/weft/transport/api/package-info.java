/** The mesh over HTTP: the node, its interfaces, paths, and announces heard. */
package weft.transport.api;
