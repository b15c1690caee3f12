/** Interface access codes: who may take part in an interface (rns-core §19). */
package weft.reticulum.ifac;
