/** The message itself: packing, signing, reading, and what its fields mean (lxmf §2–§6). */
package weft.lxmf.message;
