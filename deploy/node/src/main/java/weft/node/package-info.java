/**
 * The node: transport, messages, accounts and gateway in one process, with its own database and certificate. This package
 * prepares what the services find when they start, and ends it after them; it holds none of their rules.
 */
package weft.node;
