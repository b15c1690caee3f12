/** What LXMF destinations say of themselves in their announces (lxmf §13, §14). */
package weft.lxmf.announce;
