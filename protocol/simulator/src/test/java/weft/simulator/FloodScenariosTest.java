package weft.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.simulator.Pair.SECOND;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import weft.reticulum.Address;
import weft.reticulum.destination.DestinationName;
import weft.reticulum.router.paths.PathRow;

/** One announce over a grid of transport nodes. */
class FloodScenariosTest {

    private static final int SIDE = 10;

    @Test
    void everybodyFindsTheWayAndNobodyShouts() {
        Seeds.play(2, mesh -> {
            Grid grid = new Grid(mesh, LinkModel.CLEAN);
            grid.announce(120 * SECOND);
            grid.expectWaysWithoutLoops();
            assertThat(grid.carried()).as("announces on the wires").isLessThanOrEqualTo(grid.mostTransmissions());
        });
    }

    @Test
    void everybodyFindsTheWayOverPoorLinks() {
        Seeds.play(2, mesh -> {
            Grid grid = new Grid(
                    mesh, LinkModel.CLEAN.withLoss(0.1).withDuplication(0.1).withReordering(0.1));
            grid.announce(300 * SECOND);
            grid.expectWaysWithoutLoops();
        });
    }

    /** A square of transport nodes and one installation at a corner. */
    private static final class Grid {
        private final SimulatedMesh mesh;
        private final LinkHost host;
        private final Address destination;
        private final RouterNode origin;
        private final List<RouterNode> nodes = new ArrayList<>();
        private final List<SimulatedWire> wires = new ArrayList<>();
        private final Map<RouterNode, List<RouterNode>> neighbours = new LinkedHashMap<>();

        Grid(SimulatedMesh mesh, LinkModel model) {
            this.mesh = mesh;
            for (int i = 0; i < SIDE * SIDE; i++) {
                nodes.add(mesh.transportNode("node-" + i));
            }
            for (int i = 0; i < SIDE * SIDE; i++) {
                if (i % SIDE != SIDE - 1) {
                    join(nodes.get(i), nodes.get(i + 1), model);
                }
                if (i / SIDE != SIDE - 1) {
                    join(nodes.get(i), nodes.get(i + SIDE), model);
                }
            }
            Installation installation = mesh.installation("origin", BusModel.CLEAN);
            origin = installation.router();
            join(origin, nodes.getFirst(), LinkModel.CLEAN);
            host = installation.linkHost("host");
            destination = host.host(DestinationName.of("weft", "flood"));
            mesh.simulation().runFor(SECOND);
        }

        private void join(RouterNode one, RouterNode other, LinkModel model) {
            wires.add(mesh.wire(one, other, model));
            neighbours.computeIfAbsent(one, _ -> new ArrayList<>()).add(other);
            neighbours.computeIfAbsent(other, _ -> new ArrayList<>()).add(one);
        }

        void announce(long within) {
            host.announce(destination);
            mesh.simulation().runUntil("everybody knows a path", within, () -> nodes.stream()
                    .allMatch(node -> node.path(destination).isPresent()));
            mesh.simulation().runFor(60 * SECOND);
        }

        /** Each step of a way is known to the next node with fewer hops, and none is shorter than it can be. */
        void expectWaysWithoutLoops() {
            Map<RouterNode, Integer> distances = distances();
            for (RouterNode node : nodes) {
                PathRow path = node.path(destination).orElseThrow();
                assertThat(path.hops()).isGreaterThanOrEqualTo(distances.get(node));
                RouterNode at = node;
                for (int steps = path.hops(); steps > 1; steps--) {
                    at = next(at);
                    assertThat(at.path(destination).orElseThrow().hops()).isLessThan(steps);
                }
                assertThat(at.path(destination).orElseThrow().nextHop()).isEqualTo(destination);
            }
        }

        private RouterNode next(RouterNode at) {
            Address nextHop = at.path(destination).orElseThrow().nextHop();
            return neighbours.get(at).stream()
                    .filter(node -> node.identity().identity().hash().equals(nextHop))
                    .findFirst()
                    .orElseThrow();
        }

        private Map<RouterNode, Integer> distances() {
            Map<RouterNode, Integer> distances = new LinkedHashMap<>(Map.of(origin, 0));
            Queue<RouterNode> open = new ArrayDeque<>(List.of(origin));
            while (!open.isEmpty()) {
                RouterNode at = open.remove();
                for (RouterNode neighbour : neighbours.get(at)) {
                    if (distances.putIfAbsent(neighbour, distances.get(at) + 1) == null) {
                        open.add(neighbour);
                    }
                }
            }
            return distances;
        }

        long carried() {
            return wires.stream().mapToLong(SimulatedWire::carried).sum();
        }

        /** Two transmissions of each node on each of its wires, and the one of the origin. */
        long mostTransmissions() {
            return 4L * wires.size() + 1;
        }
    }
}
