/** Packets as they stand on the wire, and their proofs. */
package weft.reticulum.packet;
