/** The cryptography of the protocol as functions of their arguments; no other package knows the library behind it. */
package weft.reticulum.crypto;
