/**
 * The secrets that stand outside the database: the signing key of the tokens and the pepper of the passwords, and what is made of
 * them at the start.
 */
package weft.auth.store.keys;
