/**
 * What clients may take, hold and ask for, as rules without a framework: rates, bodies, connections, answers; and which service
 * answers what.
 */
package weft.gateway.domain;
