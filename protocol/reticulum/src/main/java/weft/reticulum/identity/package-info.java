/** Identities: key pairs, encryption to one of them, and ratchets (rns-core §3 to §5). */
package weft.reticulum.identity;
