/** The cryptography that the protocol is made of: hashes, keys, signatures and tokens (rns-core §2). */
package weft.reticulum.crypto;
