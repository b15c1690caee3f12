/** Announces: how a destination makes its keys and a path to itself known (rns-core §9). */
package weft.reticulum.announce;
