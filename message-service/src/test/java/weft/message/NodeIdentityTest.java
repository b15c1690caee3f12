package weft.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import weft.events.Channels;
import weft.message.hosting.NodeHosting;
import weft.message.store.NodeIdentityStore;
import weft.message.store.sealing.UnreadableIdentity;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.destination.DestinationName;
import weft.reticulum.hosting.BusRecord;
import weft.reticulum.hosting.HostedRole;
import weft.reticulum.hosting.HostingCodec;
import weft.reticulum.hosting.ToRouter;
import weft.reticulum.identity.PrivateIdentity;
import weft.service.test.TestDatabase;
import weft.service.vault.MasterKey;
import weft.service.vault.Vault;

/** The identity of the node itself: made once, kept sealed, and hosted where its shard is. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class NodeIdentityTest extends DamagedRows {

    private static final int REPLICAS = 8;

    @Inject
    NodeIdentityStore store;

    @Inject
    NodeHosting hosting;

    @Test
    void whoeverAsksGetsTheOneThatWasMadeFirst() throws Exception {
        PrivateIdentity before = database.transact(store::get);
        List<Object> row = row();
        sql("delete from messages.node_identity");
        try (ExecutorService replicas = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<byte[]> asks = () -> database.transact(store::get).privateKeySet();
            Set<String> got = new HashSet<>();
            for (Future<byte[]> answer : replicas.invokeAll(
                    IntStream.range(0, REPLICAS).mapToObj(_ -> asks).toList())) {
                got.add(HexFormat.of().formatHex(answer.get()));
            }
            assertThat(got).hasSize(1);
            assertThat(database.transact(store::get).identity()).isNotEqualTo(before.identity());
        } finally {
            restore(row);
        }
        assertThat(database.transact(store::get).identity()).isEqualTo(before.identity());
    }

    @Test
    void itIsKeptSealedAndOpensUnderItsOwnMasterKeyOnly() throws SQLException {
        PrivateIdentity keys = database.transact(store::get);
        byte[] sealed = (byte[]) row().get(2);
        String inClear = HexFormat.of().formatHex(keys.privateKeySet());

        assertThat(HexFormat.of().formatHex(sealed))
                .doesNotContain(inClear.substring(0, 32), inClear.substring(64, 96));
        byte[] other = new byte[MasterKey.LENGTH];
        RANDOM.nextBytes(other);
        NodeIdentityStore elsewhere = new NodeIdentityStore(new Vault(MasterKey.of(other)));
        assertThatThrownBy(() -> database.transact(elsewhere::get)).isInstanceOf(UnreadableIdentity.class);
    }

    @Test
    void aDamagedOneIsNeverMadeAnew() throws SQLException {
        List<Object> row = row();
        try {
            for (String column : List.of("wrapped_key", "public_key", "sealed_private_key")) {
                sql("update messages.node_identity set " + column + " = set_byte(" + column + ", 20, 255 - get_byte("
                        + column + ", 20))");
                assertThatThrownBy(() -> database.transact(store::get))
                        .as(column)
                        .isInstanceOf(UnreadableIdentity.class);
                sql("delete from messages.node_identity");
                restore(row);
            }
        } finally {
            sql("delete from messages.node_identity");
            restore(row);
        }
    }

    @Test
    void itsAddressIsHostedAsTheNodesAndAgainInTheNextEpochAndMembersAsTheirs() {
        PrivateIdentity keys = database.transact(store::get);
        Address address = DestinationName.PROBE.destination(keys.identity().hash());
        await().atMost(PATIENCE).until(() -> hosting.address().equals(Optional.of(address)));
        await().atMost(PATIENCE).until(() -> lastHost(address, HostedRole.NODE) > 0);
        long epoch = lastHost(address, HostedRole.NODE);

        shards.happen();

        await().atMost(PATIENCE).until(() -> lastHost(address, HostedRole.NODE) > epoch);
        assertThat(lastHost(address, HostedRole.MEMBER)).isZero();
        assertThat(lastHost(Address.parse(whole.address()), HostedRole.MEMBER)).isPositive();
        assertThat(lastHost(Address.parse(whole.address()), HostedRole.NODE)).isZero();
    }

    private long lastHost(Address address, HostedRole role) {
        return bus.<byte[]>sink(Channels.HOSTED_DESTINATIONS).received().stream()
                .mapToLong(record -> HostingCodec.decodeToRouter(record.getPayload())
                                        instanceof Decoded.Value<BusRecord<ToRouter>>(BusRecord<ToRouter> message)
                                && message.content() instanceof ToRouter.Host host
                                && host.role() == role
                                && host.owner().equals(address)
                        ? host.epoch()
                        : 0)
                .max()
                .orElse(0);
    }

    private List<Object> row() throws SQLException {
        try (var connection = data.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "select wrapped_key, public_key, sealed_private_key from messages.node_identity")) {
            assertThat(rows.next()).isTrue();
            List<Object> row = List.of(rows.getBytes(1), rows.getBytes(2), rows.getBytes(3));
            assertThat(rows.next()).isFalse();
            return row;
        }
    }

    private void restore(List<Object> row) throws SQLException {
        sql("delete from messages.node_identity");
        sql(
                "insert into messages.node_identity (wrapped_key, public_key, sealed_private_key) values (?, ?, ?)",
                row.toArray());
    }
}
