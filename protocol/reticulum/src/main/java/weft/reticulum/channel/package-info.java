/** Channels, ordered messages with retries on a link, and buffers, byte streams on a channel (links-and-resources §23, §24). */
package weft.reticulum.channel;
