/** Requests and responses on a link (links-and-resources §14): their encoding and their paths. */
package weft.reticulum.request;
