/**
 * What happened to accounts and sessions, on its way to the other services: written in the transaction of the change, carried to the
 * bus after it.
 */
package weft.auth.bus;
