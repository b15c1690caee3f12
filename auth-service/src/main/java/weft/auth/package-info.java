/**
 * Accounts and who may do what: signing in, sessions, API tokens, invites, and the tokens that tell a service on whose behalf it
 * is asked.
 *
 * <p>{@code api} answers over HTTP, {@code authentication} finds out who somebody is, {@code token} who stands behind a credential and
 * says so to the services, {@code domain} has the rules, {@code store} is PostgreSQL through Hibernate Reactive and the keys that
 * stand outside it, {@code bus} carries what happened to the other services. Everything runs on event loops, as Hibernate Reactive does;
 * only passwords are hashed on a pool of their own.
 */
package weft.auth;
