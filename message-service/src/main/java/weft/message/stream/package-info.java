/**
 * Tells a member's clients what changes, as it changes: the account's event log as one stream of server-sent events for each
 * client, resumed where it left off, ended with its session.
 */
package weft.message.stream;
