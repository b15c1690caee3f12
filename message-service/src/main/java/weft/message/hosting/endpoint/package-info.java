/**
 * The hosted endpoints of this process and the loops that they run on. What one is for, a member's address or something of the
 * node's own, is the business of the class that implements {@link weft.message.hosting.endpoint.HostedEndpoint}; a loop knows no
 * difference.
 */
package weft.message.hosting.endpoint;
