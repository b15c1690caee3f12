/**
 * What the message service answers over HTTP: identities, conversations, messages and the event stream, as a member's client sees
 * them. Methods run on virtual threads.
 */
package weft.message.api;
