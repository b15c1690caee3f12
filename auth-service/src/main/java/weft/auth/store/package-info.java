/**
 * Persistence: one class for each group of tables that change together. Methods are part of the caller's transaction unless they say
 * otherwise.
 */
package weft.auth.store;
