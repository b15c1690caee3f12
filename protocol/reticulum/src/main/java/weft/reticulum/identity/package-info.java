/** Identities, with or without their private half, and the ratchets by which they are written to. */
package weft.reticulum.identity;
