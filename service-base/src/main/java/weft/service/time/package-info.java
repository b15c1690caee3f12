/** The machine's clock, and what may be concluded from it after somebody has set it. */
package weft.service.time;
