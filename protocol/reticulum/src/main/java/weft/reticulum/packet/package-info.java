/** Packets, read and written: header, types, contexts, and the proof that one arrived (rns-core §7, §8). */
package weft.reticulum.packet;
