/**
 * Announces of others: checked, taken up, held in bursts, and passed on (rns-core §9.1, §10.1, §11, §15.2, §17.3).
 *
 * <p>Its face is {@link Announces}; an {@link AnnounceListener} hears what was accepted.
 */
package weft.reticulum.router.announces;
