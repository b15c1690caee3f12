package weft.events;

/**
 * Told inside a process, never on the bus: its consumer of a channel that every replica hears was away from the broker and is back.
 * What it missed is read again where the broker still has it; whoever remembers something that the channel's events change reads
 * the truth again in any case.
 *
 * @param channel one of {@link Channels}
 */
public record BusRejoined(String channel) {}
