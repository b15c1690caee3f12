/** Where a node listens. */
package weft.service.listen;
