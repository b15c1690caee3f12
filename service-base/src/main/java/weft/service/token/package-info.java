/**
 * On whose behalf a service is asked: the tokens between gateway and services, the caller they name, and what a resource needs of
 * them.
 */
package weft.service.token;
