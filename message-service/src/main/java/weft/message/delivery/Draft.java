package weft.message.delivery;

import weft.lxmf.message.MessageFields;
import weft.message.domain.Method;
import weft.reticulum.Address;

/**
 * A message a member wants to send.
 *
 * @param title UTF-8
 * @param content UTF-8
 * @param fields attachments included
 * @param method how to try first
 * @param includeTicket whether the recipient shall get a ticket for writing back without work
 */
public record Draft(
        Address to, byte[] title, byte[] content, MessageFields fields, Method method, boolean includeTicket) {}
