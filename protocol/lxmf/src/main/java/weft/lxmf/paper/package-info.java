/** Messages that travel without a network (lxmf §10). */
package weft.lxmf.paper;
