/** How a message looks while a propagation node carries it (lxmf §9, §17). */
package weft.lxmf.propagation;
