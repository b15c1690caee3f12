/**
 * JSON from and for clients: what they wrote is counted before anything is built of it and read member by member, since absent,
 * null and wrong are three different things; what is kept as JSON is passed on without being taken apart.
 */
package weft.message.api.json;
