/** The rules of names, passwords, guessing and sessions, without a framework and without a database. */
package weft.auth.domain;
