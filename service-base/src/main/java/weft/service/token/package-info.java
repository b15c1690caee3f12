/**
 * On whose behalf a service is asked: the tokens between gateway and services, the caller they name, the identity that Quarkus Security
 * makes of it, and the permissions that resources take.
 */
package weft.service.token;
