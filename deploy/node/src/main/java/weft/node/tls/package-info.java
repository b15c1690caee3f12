/** The certificate a node makes for itself. */
package weft.node.tls;
