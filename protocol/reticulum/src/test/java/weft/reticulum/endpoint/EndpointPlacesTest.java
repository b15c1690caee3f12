package weft.reticulum.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.reticulum.endpoint.TwoEndpoints.SECOND;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import weft.reticulum.Address;
import weft.reticulum.endpoint.EndpointEvent.LinkClosed;
import weft.reticulum.endpoint.EndpointEvent.LinkEstablished;
import weft.reticulum.endpoint.TwoEndpoints.Medium;
import weft.reticulum.hosting.InterfaceRef;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.link.LinkCloseReason;
import weft.reticulum.packet.Context;

/** Who has the places for links when strangers want them all: Bob has three for peers and three for himself. */
class EndpointPlacesTest {

    private static final EndpointOptions TIGHT = new EndpointOptions(
            true, true, 0, false, 0, 500, 0, new EndpointLimits(3, 3, 32, 32, 16, 4, 1 << 20, 1 << 20, 16, 64, 64));
    private static final InterfaceRef ELSEWHERE = new InterfaceRef(new Address(7, 7), 1, 7);

    private final TwoEndpoints world = new TwoEndpoints(1, Medium.PERFECT, EndpointOptions.DEFAULT, TIGHT);
    private final TestHost alice = world.alice;
    private final TestHost bob = world.bob;

    @Test
    void linksOfStrangersTakeNoPlaceOfOwnOnes() {
        threeLinks();
        bob.openLink();
        bob.openLink();
        bob.openLink();
        assertThat(bob.endpoint.links()).isEqualTo(6);
        assertThat(bob.has(EndpointEvent.Failed.class)).isFalse();
    }

    @Test
    void theLinkThatHasBeenQuietForLongestGivesWayAndItsPeerIsTold() {
        List<Address> links = threeLinks();
        everySecond(7, () -> {
            alice.command(new EndpointCommand.SendOnLink(links.get(0), alice.newRef(), new byte[] {1}));
            bob.command(new EndpointCommand.SendOnLink(links.get(1), bob.newRef(), new byte[] {2}));
        });
        Address newcomer = alice.openLink();
        world.run(SECOND);
        assertThat(reasons(bob)).containsExactly(LinkCloseReason.GAVE_WAY);
        assertThat(reasons(alice)).containsExactly(LinkCloseReason.CLOSED_BY_PEER);
        assertThat(alice.closed(links.get(2)) && bob.closed(links.get(2))).isTrue();
        assertThat(bob.closed(newcomer)).isFalse();
        assertThat(bob.events).contains(new EndpointEvent.Dropped(EndpointRejection.LINK_GAVE_WAY));
    }

    @Test
    void keepalivesAndWhatTheHostDoesNotWantKeepNoPlace() {
        List<Address> links = threeLinks();
        bob.proves = false;
        everySecond(
                60,
                () -> links.forEach(
                        link -> alice.command(new EndpointCommand.SendOnLink(link, alice.newRef(), new byte[] {1}))));
        alice.openLink();
        assertThat(bob.closed(links.getFirst())).isTrue();
    }

    @Test
    void linksThatStrangersNeverFinishOpeningGiveWay() {
        world.swallowed = packet -> packet.context() == Context.LINK_REQUEST_PROOF;
        for (int i = 0; i < 3; i++) {
            alice.command(new EndpointCommand.OpenLink(alice.newRef(), bob.identity, bob.endpoint.destination()));
        }
        world.run(6 * SECOND);
        world.swallowed = _ -> false;
        Address newcomer = alice.openLink();
        assertThat(bob.closed(newcomer)).isFalse();
        assertThat(reasons(bob)).containsExactly(LinkCloseReason.GAVE_WAY);
    }

    @Test
    void aLinkWithATransferUnderWayIsNotQuiet() {
        List<Address> links = threeLinks();
        world.run(6 * SECOND);
        world.swallowed = packet -> packet.context() == Context.RESOURCE;
        alice.command(new EndpointCommand.SendResource(
                links.get(0), alice.newRef(), new byte[3_000], Optional.empty(), false));
        bob.command(
                new EndpointCommand.SendResource(links.get(1), bob.newRef(), new byte[3_000], Optional.empty(), false));
        world.run(SECOND / 4);
        alice.openLink();
        assertThat(bob.closed(links.get(2))).isTrue();
        assertThat(bob.closed(links.get(0)) || bob.closed(links.get(1))).isFalse();
    }

    @Test
    void whileNoneIsQuietARequestOverTheSameConnectionIsIgnored() {
        threeLinks();
        bob.receive(request(bob.interfaceRef));
        world.run(SECOND);
        assertThat(bob.has(LinkClosed.class)).isFalse();
        assertThat(bob.endpoint.links()).isEqualTo(3);
        assertThat(bob.events).contains(new EndpointEvent.Dropped(EndpointRejection.TOO_MANY_LINKS));
    }

    @Test
    void theConnectionWithMostLinksGivesOneUpToAnotherHoweverBusyTheyAre() {
        List<Address> links = threeLinks();
        bob.receive(request(ELSEWHERE));
        assertThat(reasons(bob)).containsExactly(LinkCloseReason.GAVE_WAY);
        assertThat(bob.closed(links.getFirst())).isTrue();
        // Two and one: one more would only turn that round.
        bob.receive(request(ELSEWHERE));
        assertThat(reasons(bob)).hasSize(1);
        assertThat(bob.endpoint.links()).isEqualTo(3);
    }

    @Test
    void aRequestThatIsNoneTakesNobodysPlace() {
        threeLinks();
        world.run(6 * SECOND);
        ToEndpoint.Inbound good = request(bob.interfaceRef);
        byte[] broken = good.raw().clone();
        bob.receive(
                new ToEndpoint.Inbound(good.owner(), good.from(), 1, Optional.empty(), 500, Arrays.copyOf(broken, 40)));
        assertThat(bob.has(LinkClosed.class)).isFalse();
    }

    private List<Address> threeLinks() {
        List<Address> links = List.of(alice.openLink(), alice.openLink(), alice.openLink());
        assertThat(bob.all(LinkEstablished.class)).hasSize(3);
        return links;
    }

    private void everySecond(int times, Runnable action) {
        for (int i = 0; i < times; i++) {
            action.run();
            world.run(SECOND);
        }
    }

    private static List<LinkCloseReason> reasons(TestHost host) {
        return host.all(LinkClosed.class).map(LinkClosed::reason).toList();
    }

    /** A request for a link of Alice's, as if it had come over this connection. */
    private ToEndpoint.Inbound request(InterfaceRef from) {
        List<byte[]> caught = new ArrayList<>();
        world.lostOnTheBus = outbound -> caught.add(outbound.raw());
        alice.command(new EndpointCommand.OpenLink(alice.newRef(), bob.identity, bob.endpoint.destination()));
        world.lostOnTheBus = _ -> false;
        return new ToEndpoint.Inbound(bob.endpoint.destination(), from, 1, Optional.empty(), 500, caught.getLast());
    }
}
