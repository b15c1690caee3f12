/**
 * How services meet that run as applications of their own: mutual TLS, who may speak at all, the public keys over HTTPS. A
 * service's own application has this module on its classpath, the one-process node has not.
 */
package weft.cluster;
