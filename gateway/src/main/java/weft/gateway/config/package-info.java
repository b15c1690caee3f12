/** The keys that the gateway reads from the configuration. */
package weft.gateway.config;
