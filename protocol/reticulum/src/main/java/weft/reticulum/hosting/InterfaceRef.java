package weft.reticulum.hosting;

import weft.reticulum.Address;

/**
 * One interface of one run of one router: where a packet came in, and where its proof or the packets of its link must leave.
 *
 * @param router the router's transport identity hash
 * @param incarnation differs for every run of that router, so that an interface number of an earlier run is not mistaken
 * @param interfaceId unique within the incarnation; a spawned interface has a number of its own
 */
public record InterfaceRef(Address router, long incarnation, int interfaceId) {}
