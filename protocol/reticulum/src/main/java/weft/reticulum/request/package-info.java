/** Requests and responses on a link (links-and-resources §14): their encoding and the table of those without answer. */
package weft.reticulum.request;
