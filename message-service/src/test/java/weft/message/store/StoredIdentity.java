package weft.message.store;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import weft.message.domain.MemberIdentity;
import weft.message.domain.MemberIdentity.Settings;
import weft.message.store.sql.Database;
import weft.reticulum.Address;
import weft.reticulum.destination.DestinationName;
import weft.reticulum.identity.PrivateIdentity;

/** A new account with one identity, named Member, as the store writes it. */
public final class StoredIdentity {

    private StoredIdentity() {}

    public static MemberIdentity make(Database database, Accounts accounts, Identities identities) {
        PrivateIdentity keys = PrivateIdentity.generate(new SecureRandom()::nextBytes);
        Address address =
                DestinationName.LXMF_DELIVERY.destination(keys.identity().hash());
        MemberIdentity made = new MemberIdentity(
                UUID.randomUUID(),
                UUID.randomUUID(),
                keys.identity(),
                address,
                MemberIdentity.shardOf(address),
                Settings.named("Member"),
                Instant.now(),
                Optional.empty(),
                Optional.empty());
        database.perform(transaction -> {
            accounts.ensure(transaction, made.account());
            identities.insert(transaction, made, keys);
        });
        return made;
    }
}
