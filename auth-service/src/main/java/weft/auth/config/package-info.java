/** The keys that this service reads from the configuration. */
package weft.auth.config;
