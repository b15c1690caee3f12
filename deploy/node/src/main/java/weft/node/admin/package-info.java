/** What whoever runs the machine does for people who are locked out of the node, while it runs and while it doesn't. */
package weft.node.admin;
