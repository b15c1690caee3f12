/**
 * Who somebody is: signing in with a password, the password given again in a session, and what slows guessing down. Factors beside the
 * password, and what they are asked in, have their place here. Knows nothing of HTTP: what it refuses is {@link weft.auth.domain.Refused},
 * which {@code api} words.
 */
package weft.auth.authentication;
