/**
 * A mesh that isn't there: the real Routers and LXMF endpoints, joined by simulated links and a simulated bus, in virtual time.
 *
 * <p>A run is decided by its scenario and one seed, to the bit: two runs of one seed have the same {@link
 * weft.simulator.RunTrace#hash()}. Every fault is a pure function of the seed, the link and the number of the packet, so that
 * taking one fault away leaves all others where they were.
 */
package weft.simulator;
