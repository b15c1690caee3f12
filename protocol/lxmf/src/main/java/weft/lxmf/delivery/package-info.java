/**
 * What a host and the delivery of one hosted identity tell each other: commands, events, states, and the bounds of it all
 * (lxmf §6–§8, §13, §15, §16). {@link weft.lxmf.endpoint.LxmfEndpoint} is the machine; what goes out is in {@code sending}, what
 * comes in in {@code receiving}.
 */
package weft.lxmf.delivery;
