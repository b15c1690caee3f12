package weft.auth.domain;

import weft.service.log.Printable;

/**
 * What a client calls itself, as it is kept: a stranger's text, shown to members and operators and decided by nowhere. The database can
 * hold whatever it holds, so no client keeps a row, or the batch that it is written in, out of it.
 */
public final class AgentName {

    /** Characters that are kept; those that aren't to be seen stand there by their number, which is longer. */
    public static final int MAX = 200;

    private AgentName() {}

    /** The header's value as it is kept; null when there is none. */
    public static String of(String header) {
        return header == null ? null : Printable.of(header, MAX);
    }
}
