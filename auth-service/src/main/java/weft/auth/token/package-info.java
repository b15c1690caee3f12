/**
 * What a credential is worth that somebody has already: who stands behind the cookie of a session or an API token, and the signed token
 * that tells one service so for a minute. Gives nobody a session: {@link weft.auth.authentication} does.
 */
package weft.auth.token;
