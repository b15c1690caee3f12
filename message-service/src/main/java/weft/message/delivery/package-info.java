/**
 * What carries a message from a member to its peer and back: writing it, delivery inside the node, the decision on what came
 * in, and stamps. Uses the stores in transactions; runs on threads that may wait.
 */
package weft.message.delivery;
