/**
 * Resources: data larger than a packet, sent over a link in parts (links-and-resources §15 to §22). {@link
 * weft.reticulum.resource.SegmentBuilder} and {@link weft.reticulum.resource.SegmentAssembler} do everything slow (compression,
 * encryption and hashing of up to a megabyte); the two machines decide what is sent when.
 */
package weft.reticulum.resource;
