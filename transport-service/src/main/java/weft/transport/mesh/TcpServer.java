package weft.transport.mesh;

import io.netty.channel.EventLoopGroup;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import weft.transport.config.TcpServerPlan;

/**
 * A TCP interface that listens. Each client is an interface of its own to the Router, with the properties and the access code
 * of the server. Past the stated number the client that holds a place for longest without having sent a packet gives way, or the
 * newcomer is closed at once, as {@link ClientSlots} says; both are counted.
 */
public final class TcpServer implements MeshInterface {

    private static final Logger LOG = Logger.getLogger(TcpServer.class);

    private final Vertx vertx;
    private final MeshDriver driver;
    private final TcpServerPlan plan;
    private final StatusListener listener;
    private final LineCounters counters = new LineCounters();
    private final ClientSlots<TcpLine> places;

    /** What came of the latest attempt to listen. */
    private Future<NetServer> listening = Future.failedFuture("not tried yet");

    private long retryTimer = NO_TIMER;
    private boolean stopped;
    private volatile Status status = NOT_TRIED;

    public TcpServer(Vertx vertx, MeshDriver driver, TcpServerPlan plan, StatusListener listener) {
        this(vertx, driver, plan, listener, ClientSlots.GRACE);
    }

    TcpServer(Vertx vertx, MeshDriver driver, TcpServerPlan plan, StatusListener listener, long grace) {
        this.vertx = vertx;
        this.driver = driver;
        this.plan = plan;
        this.listener = listener;
        this.places = new ClientSlots<>(plan.maxClients(), grace, TcpLine::hasDelivered);
    }

    @Override
    public TcpServerPlan plan() {
        return plan;
    }

    @Override
    public LineCounters counters() {
        return counters;
    }

    @Override
    public Status status() {
        return status;
    }

    @Override
    public void start() {
        driver.context().runOnContext(_ -> listen());
    }

    private void listen() {
        if (stopped) {
            return;
        }
        NetServerOptions options = new NetServerOptions()
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setReuseAddress(true)
                .setReceiveBufferSize(TcpLine.RECEIVED);
        listening =
                vertx.createNetServer(options).connectHandler(this::connected).listen(plan.port(), plan.host());
        listening
                .onSuccess(_ -> {
                    LOG.infof("Interface %s listens on %s:%d", plan.name(), plan.host(), plan.port());
                    report(new Status(places.clients().size()));
                })
                .onFailure(failure -> {
                    if (stopped) {
                        return;
                    }
                    String reason = "cannot listen on " + plan.host() + ":" + plan.port() + ": " + failure.getMessage();
                    LOG.warnf("Interface %s %s; trying again in %d s", plan.name(), reason, plan.retryMillis() / 1000);
                    report(new Status(DownReason.of(failure), reason));
                    retryTimer = vertx.setTimer(plan.retryMillis(), _ -> listen());
                });
    }

    private void connected(NetSocket socket) {
        if (stopped) {
            socket.close();
            return;
        }
        long now = System.nanoTime();
        Optional<String> host = ClientSlots.hostOf(socket.remoteAddress());
        switch (places.ask(now, host)) {
            case ClientSlots.Answer.Free<TcpLine> _ -> admit(now, socket, host);
            case ClientSlots.Answer.InsteadOf<TcpLine>(TcpLine silent) -> {
                counters.clientGaveWay();
                silent.end();
                admit(now, socket, host);
            }
            case ClientSlots.Answer.Refused<TcpLine> _ -> {
                counters.refusedClient();
                socket.close();
            }
        }
    }

    private void admit(long now, NetSocket socket, Optional<String> host) {
        String name = plan.name() + "/" + socket.remoteAddress();
        TcpLine client =
                new TcpLine(vertx, driver, socket, driver.newInterface(), name, plan, counters, this::disconnected);
        places.take(now, client, host);
        report(new Status(places.clients().size()));
    }

    private void disconnected(TcpLine client) {
        places.leave(client);
        driver.down(client.interfaceId());
        report(status.with(places.clients().size()));
    }

    /** What comes of an attempt to listen, or of a client, after the stop says nothing of the interface any more. */
    private void report(Status now) {
        if (stopped) {
            return;
        }
        status = now;
        listener.changed(plan.name(), now);
    }

    @Override
    public Future<Void> stop() {
        Promise<Void> done = Promise.promise();
        driver.context().runOnContext(_ -> {
            report(new Status(DownReason.STOPPED, "stopped"));
            stopped = true;
            vertx.cancelTimer(retryTimer);
            List<Future<Void>> closing = new ArrayList<>(
                    List.copyOf(places.clients()).stream().map(TcpLine::end).toList());
            closing.add(listening.transform(bound ->
                    bound.succeeded() ? bound.result().close().compose(_ -> freed()) : Future.succeededFuture()));
            Future.join(closing).<Void>mapEmpty().onComplete(done);
        });
        return done.future();
    }

    /** A closed socket keeps its port until the loop that accepted for it has looked for connections once more. */
    private Future<Void> freed() {
        Promise<Void> freed = Promise.promise();
        EventLoopGroup acceptor = ((VertxInternal) vertx).getAcceptorEventLoopGroup();
        acceptor.next().schedule(() -> freed.complete(), 1, TimeUnit.MILLISECONDS);
        return freed.future();
    }

    /** Nobody counts the sessions that others begin. */
    @Override
    public long heldMillis() {
        return 0;
    }

    @Override
    public void hurry() {
        // It holds nothing.
    }

    /** The names of the connected clients. On the mesh's event loop only. */
    List<String> clientNames() {
        return places.clients().stream().map(TcpLine::name).toList();
    }
}
