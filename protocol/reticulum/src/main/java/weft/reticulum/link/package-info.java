/**
 * Links: encrypted sessions between two endpoints (links-and-resources §2 to §13). Codecs of every link packet, and
 * {@code Link}, the state machine of one end.
 */
package weft.reticulum.link;
