/** Proof of work that makes unwanted messages dear (lxmf §11). */
package weft.lxmf.stamp;
