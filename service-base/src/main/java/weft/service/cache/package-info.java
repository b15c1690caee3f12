/** Memory of what can be looked up again. */
package weft.service.cache;
