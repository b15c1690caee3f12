/**
 * What auth-service answers over HTTP: to people and their programs, to operators, and to the gateway, which asks who stands behind a
 * credential. Methods return {@code Uni} and never block.
 */
package weft.auth.api;
