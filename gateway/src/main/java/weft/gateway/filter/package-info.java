/** The chain that every request goes through before a service or a page answers it. */
package weft.gateway.filter;
