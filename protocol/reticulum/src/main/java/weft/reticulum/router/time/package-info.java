/** The time of a call of the Router, its unit, and what wants to be called at a time. It knows no other room. */
package weft.reticulum.router.time;
