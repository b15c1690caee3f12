package weft.reticulum.router;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import weft.reticulum.Address;
import weft.reticulum.Entropy;
import weft.reticulum.hosting.InterfaceRef;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.hosting.ToRouter;
import weft.reticulum.identity.PrivateIdentity;
import weft.reticulum.router.drops.DropReason;
import weft.reticulum.router.interfaces.InterfaceProperties;
import weft.reticulum.router.interfaces.InterfaceSnapshot;
import weft.reticulum.router.table.Bound;

/** A Router with a clock, a bus and a pool for signatures, all of them in the hands of the test. */
final class TestRouter implements RouterSink {

    static final long UNIX_START = 1_700_000_000L;

    final Router router;
    final List<Frame> sent = new ArrayList<>();
    final List<ToEndpoint> told = new ArrayList<>();
    final List<RouterOutput> emitted = new ArrayList<>();
    final ArrayDeque<RouterOutput.VerifySignature> work = new ArrayDeque<>();
    /** Told or lost on the bus. */
    long outcomes;

    boolean busTakes = true;
    boolean checksAtOnce = true;
    long now;

    TestRouter(RouterConfig config) {
        this(config, 1);
    }

    TestRouter(RouterConfig config, long seed) {
        router = new Router(config, entropy(seed), new SplittableRandom(seed));
    }

    static TestRouter transportNode() {
        return new TestRouter(RouterConfig.transportNode(identity(7), 1));
    }

    static TestRouter endNode() {
        return new TestRouter(RouterConfig.endNode(identity(7), 1));
    }

    /** A packet that left. */
    record Frame(long at, int interfaceId, byte[] packet) {
        String hex() {
            return HexFormat.of().formatHex(packet);
        }

        double seconds() {
            return at / 1e9;
        }
    }

    static PrivateIdentity identity(long seed) {
        return PrivateIdentity.generate(entropy(seed));
    }

    static Entropy entropy(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return random::nextBytes;
    }

    Address id() {
        return router.config().identity().identity().hash();
    }

    InterfaceRef interfaceRef(int interfaceId) {
        return new InterfaceRef(id(), router.config().incarnation(), interfaceId);
    }

    /** An interface that is never full. */
    void up(int interfaceId, InterfaceProperties properties) {
        handle(new RouterInput.InterfaceUp(interfaceId, properties));
        handle(new RouterInput.InterfaceWritable(interfaceId, Long.MAX_VALUE));
    }

    void up(int interfaceId) {
        up(interfaceId, InterfaceProperties.automatic(10_000_000));
    }

    void down(int interfaceId) {
        handle(new RouterInput.InterfaceDown(interfaceId));
    }

    void receive(int interfaceId, byte[] packet) {
        byte[] buffer = new byte[packet.length + 8];
        System.arraycopy(packet, 0, buffer, 5, packet.length);
        router.onPacket(now, unix(), interfaceId, buffer, 5, packet.length, this);
        settle();
    }

    void receive(int interfaceId, String hex) {
        receive(interfaceId, HexFormat.of().parseHex(hex));
    }

    void handle(RouterInput input) {
        router.handle(now, unix(), input, this);
        settle();
    }

    void endpoint(ToRouter record) {
        handle(new RouterInput.FromEndpoint(record));
    }

    void host(Address owner) {
        endpoint(new ToRouter.Host(owner, 1));
    }

    /** Lets time pass, calling the Router whenever it asks for it. */
    void advance(double seconds) {
        long until = now + Math.round(seconds * 1e9);
        int calls = 0;
        while (router.nextDeadline() <= until) {
            now = Math.max(now, router.nextDeadline());
            router.onDeadline(now, unix(), this);
            settle();
            if (++calls > 2_000_000) {
                throw new AssertionError("busy without end: " + router.deadlineReason());
            }
            if (router.nextDeadline() <= now) {
                throw new AssertionError("still due after the call: " + router.deadlineReason());
            }
        }
        now = until;
    }

    /** What left since the last question, on one interface. */
    List<byte[]> takeSent(int interfaceId) {
        List<byte[]> taken = sent.stream()
                .filter(frame -> frame.interfaceId() == interfaceId)
                .map(Frame::packet)
                .toList();
        sent.removeIf(frame -> frame.interfaceId() == interfaceId);
        return taken;
    }

    /** What Endpoints were told since the last question, of one kind. */
    <T extends ToEndpoint> List<T> takeTold(Class<T> kind) {
        List<T> taken = told.stream().filter(kind::isInstance).map(kind::cast).toList();
        told.removeIf(kind::isInstance);
        return taken;
    }

    <T extends RouterOutput> List<T> takeEmitted(Class<T> kind) {
        List<T> taken =
                emitted.stream().filter(kind::isInstance).map(kind::cast).toList();
        emitted.removeIf(kind::isInstance);
        return taken;
    }

    long drops(int interfaceId, DropReason reason) {
        return snapshot(interfaceId).drops().getOrDefault(reason, 0L);
    }

    long drops(DropReason reason) {
        return router.drops().getOrDefault(reason, 0L);
    }

    InterfaceSnapshot snapshot(int interfaceId) {
        return router.interfaces().stream()
                .filter(each -> each.interfaceId() == interfaceId)
                .findFirst()
                .orElseThrow();
    }

    int size(Bound bound) {
        return router.sizes().get(bound);
    }

    long unix() {
        return UNIX_START + now / 1_000_000_000L;
    }

    private void settle() {
        while (checksAtOnce && !work.isEmpty()) {
            router.handle(now, unix(), work.removeFirst().check(), this);
        }
    }

    @Override
    public void transmit(int interfaceId, byte[] buffer, int offset, int length) {
        sent.add(new Frame(now, interfaceId, Arrays.copyOfRange(buffer, offset, offset + length)));
    }

    @Override
    public boolean toEndpoint(ToEndpoint record) {
        if (record instanceof ToEndpoint.Outcome) {
            outcomes++;
        }
        if (busTakes) {
            told.add(record);
        }
        return busTakes;
    }

    @Override
    public void emit(RouterOutput output) {
        if (output instanceof RouterOutput.VerifySignature verify) {
            work.add(verify);
        } else {
            emitted.add(output);
        }
    }
}
