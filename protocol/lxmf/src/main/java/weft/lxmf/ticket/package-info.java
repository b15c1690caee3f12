/** Tickets: permission for a known contact to write without proof of work (lxmf §12). */
package weft.lxmf.ticket;
