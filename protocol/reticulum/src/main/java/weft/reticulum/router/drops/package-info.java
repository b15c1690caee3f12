/** Why packets go no further, and how often (rns-core §10, §24). It knows no other room. */
package weft.reticulum.router.drops;
