package weft.events;

import java.util.UUID;

/**
 * A wake-up: the account's event log has grown. Readers fetch the truth from the log.
 *
 * @param account whose log
 * @param sequence the newest sequence number written when this was sent
 */
public record ConversationEvent(UUID account, long sequence) implements Keyed {

    @Override
    public String key() {
        return account.toString();
    }
}
