/**
 * Messages that come in (lxmf §7, §8, §11, §12, §15). Two faces, with a journal on disk between them: {@link Arrivals} puts
 * bytes together and proves nothing yet; {@link InboundDecision} says what becomes of a message once it is in the journal.
 */
package weft.lxmf.delivery.receiving;
