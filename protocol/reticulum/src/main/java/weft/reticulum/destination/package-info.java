/** How destinations are named and addressed (rns-core §6). */
package weft.reticulum.destination;
