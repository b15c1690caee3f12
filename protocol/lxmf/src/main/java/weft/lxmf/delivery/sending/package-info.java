/**
 * Messages on their way out: the queue, attempts and their outcomes, stamps, and the links to correspondents (lxmf §7, §8, §11,
 * §13, §16). Its face is {@link OutboundDelivery}.
 */
package weft.lxmf.delivery.sending;
