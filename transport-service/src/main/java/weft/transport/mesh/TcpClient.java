package weft.transport.mesh;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import weft.transport.config.TcpClientPlan;

/**
 * A TCP interface that dials out and comes back after every loss, with hub manners: a {@link SessionLedger} keeps it away
 * from a hub that would soon ban this address for too many short sessions.
 *
 * <p>To the Router it is one interface over all its connections: paths stay known while the hub is away.
 *
 * <p>A session of less than 20 s is not cut by {@link #stop}: it is held until it is old enough, because a stop would
 * otherwise count against the whole site.
 */
public final class TcpClient implements MeshInterface {

    private static final Logger LOG = Logger.getLogger(TcpClient.class);
    private static final int CONNECT_TIMEOUT_MILLIS = 5_000;

    private final Vertx vertx;
    private final MeshDriver driver;
    private final TcpClientPlan plan;
    private final StatusListener listener;
    private final Path ledgerDirectory;
    private final LineCounters counters = new LineCounters();
    private final NetClient dialer;

    private SessionLedger ledger;
    private String ledgerFault = "";
    private TcpLine line;
    /** One number over all connections, so that paths outlive a lost one; 0 before the first. */
    private int interfaceId;

    /** When the session began: as the ledger writes it, and on the clock that nobody sets. */
    private long begunMillis;

    private volatile long begunNanos;

    private long retryTimer = NO_TIMER;
    private long outliveTimer = NO_TIMER;
    private long heldTimer = NO_TIMER;
    private boolean stopped;
    private boolean hurried;
    /** Said once in the log for each time. */
    private boolean away;

    private Promise<Void> held;
    private volatile Status status = NOT_TRIED;

    public TcpClient(
            Vertx vertx, MeshDriver driver, TcpClientPlan plan, Path ledgerDirectory, StatusListener listener) {
        this.vertx = vertx;
        this.driver = driver;
        this.plan = plan;
        this.ledgerDirectory = ledgerDirectory;
        this.listener = listener;
        this.dialer = vertx.createNetClient(new NetClientOptions()
                .setReceiveBufferSize(TcpLine.RECEIVED)
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS));
    }

    @Override
    public TcpClientPlan plan() {
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
        driver.context().runOnContext(_ -> attempt());
    }

    private void attempt() {
        if (stopped) {
            return;
        }
        // Without its ledger the uplink is dialled all the same: a member cut off is worse than a hub that counts.
        onLedger(SessionLedger::waitMillis).otherwise(0L).onSuccess(wait -> {
            if (stopped) {
                return;
            }
            if (wait > 0 && plan.hubManners()) {
                stayAway(wait);
            } else {
                away = false;
                dial();
            }
        });
    }

    private void stayAway(long waitMillis) {
        Duration wait = Duration.ofMillis(waitMillis + 999);
        String time = wait.toHours() > 0
                ? wait.toHours() + " h " + wait.toMinutesPart() + " min"
                : wait.toMinutes() > 0 ? wait.toMinutes() + " min" : wait.toSeconds() + " s";
        String reason = "staying away for " + time
                + ": the last sessions ended within " + SessionLedger.SHORT_MILLIS / 1_000
                + " s, and after too many of those a hub refuses this address for 12 hours"
                + " (ignore-hub-manners dials all the same)";
        if (!away) {
            LOG.warnf("Interface %s: %s", plan.name(), reason);
        }
        away = true;
        report(new Status(DownReason.STAYING_AWAY, reason));
        retryTimer = vertx.setTimer(Math.min(waitMillis, 60_000), _ -> attempt());
    }

    private void dial() {
        driver.context().runOnContext(_ -> {
            if (!stopped) {
                dialer.connect(plan.port(), plan.host())
                        .onSuccess(this::connected)
                        .onFailure(this::unreachable);
            }
        });
    }

    private void unreachable(Throwable failure) {
        report(new Status(
                DownReason.of(failure),
                "cannot reach " + plan.host() + ":" + plan.port() + ": " + failure.getMessage()));
        again();
    }

    private void connected(NetSocket socket) {
        if (stopped) {
            socket.close();
            return;
        }
        begunMillis = System.currentTimeMillis();
        begunNanos = System.nanoTime();
        long begun = begunMillis;
        onLedger((book, now) -> {
            book.begin(begun);
            return 0L;
        });
        vertx.cancelTimer(outliveTimer);
        outliveTimer = vertx.setTimer(SessionLedger.SHORT_MILLIS, _ -> {
            if (line != null && begunMillis == begun) {
                onLedger((book, _) -> {
                    book.outlived(begun);
                    return 0L;
                });
            }
        });
        if (interfaceId == 0) {
            interfaceId = driver.newInterface();
        }
        line = new TcpLine(vertx, driver, socket, interfaceId, plan.name(), plan, counters, _ -> disconnected());
        LOG.infof("Interface %s is connected to %s:%d", plan.name(), plan.host(), plan.port());
        report(new Status(1));
    }

    private void disconnected() {
        line = null;
        driver.offline(interfaceId);
        if (!stopped) {
            LOG.infof("Interface %s lost its connection", plan.name());
            report(new Status(DownReason.LOST, "the connection was lost; dialling again"));
            again();
        }
        closeHeld();
    }

    private void again() {
        if (!stopped) {
            retryTimer = vertx.setTimer(plan.retryMillis(), _ -> attempt());
        }
    }

    /** What comes of an attempt after the stop says nothing of the interface any more. */
    private void report(Status now) {
        if (stopped && !now.why().equals(Optional.of(DownReason.STOPPED))) {
            return;
        }
        status = now;
        listener.changed(plan.name(), now);
    }

    @FunctionalInterface
    private interface LedgerUse {
        long at(SessionLedger ledger, long nowMillis);
    }

    /** File access leaves the event loop; ordered, so that the ledger has one user at a time. */
    private Future<Long> onLedger(LedgerUse use) {
        return driver.context()
                .executeBlocking(
                        () -> {
                            if (ledger == null) {
                                ledger = SessionLedger.open(ledgerDirectory, plan.host(), plan.port());
                            }
                            return use.at(ledger, System.currentTimeMillis());
                        },
                        true)
                .onFailure(this::ledgerFails);
    }

    /** Said once for each reason: the next attempt to connect is seconds away. */
    private void ledgerFails(Throwable failure) {
        String fault = String.valueOf(failure.getMessage());
        if (!fault.equals(ledgerFault)) {
            LOG.errorf("Interface %s goes on without its session ledger: %s", plan.name(), fault);
        }
        ledgerFault = fault;
    }

    @Override
    public Future<Void> stop() {
        Promise<Void> done = Promise.promise();
        driver.context().runOnContext(_ -> {
            stopped = true;
            long rest = heldMillis();
            if (rest > 0 && line != null && !hurried) {
                held = done;
                heldTimer = vertx.setTimer(rest, _ -> closeHeld());
            } else {
                close(done);
            }
        });
        return done.future();
    }

    @Override
    public long heldMillis() {
        return status.up() && plan.hubManners() ? Math.max(0, SessionLedger.SHORT_MILLIS - age()) : 0;
    }

    /** The session stays in the ledger as the short one that it is. */
    @Override
    public void hurry() {
        driver.context().runOnContext(_ -> {
            hurried = true;
            closeHeld();
        });
    }

    private void closeHeld() {
        if (held != null) {
            Promise<Void> done = held;
            held = null;
            close(done);
        }
    }

    private long age() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNanos);
    }

    private void close(Promise<Void> done) {
        long begun = begunMillis;
        boolean outlived = age() >= SessionLedger.SHORT_MILLIS;
        Future<Void> closed = line == null ? Future.succeededFuture() : line.end();
        driver.down(interfaceId);
        for (long timer : new long[] {retryTimer, outliveTimer, heldTimer}) {
            vertx.cancelTimer(timer);
        }
        report(new Status(DownReason.STOPPED, "stopped"));
        Future<Long> booked = outlived
                ? onLedger((book, _) -> {
                    book.outlived(begun);
                    return 0L;
                })
                : Future.succeededFuture(0L);
        Future.join(closed, booked.otherwise(0L))
                .eventually(() -> dialer.close())
                .<Void>mapEmpty()
                .onComplete(done);
    }
}
