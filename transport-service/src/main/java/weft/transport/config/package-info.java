/** The keys that this service reads from the configuration, checked before anything is opened. */
package weft.transport.config;
