/** The keys this service reads from the configuration, and what is made of them at start. */
package weft.message.config;
