/** The configuration file, and the check that every key in it is one that something reads. */
package weft.node.config;
