/** Encryption at rest: a master key outside the database, one key per account, data sealed for its place. */
package weft.service.vault;
