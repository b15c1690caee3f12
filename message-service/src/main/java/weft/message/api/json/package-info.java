/**
 * JSON from and for clients: what they wrote is counted before anything is built of it and read into the record that describes it;
 * what is kept as JSON is passed on without being taken apart.
 */
package weft.message.api.json;
