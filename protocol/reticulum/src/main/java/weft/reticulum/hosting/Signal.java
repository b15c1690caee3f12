package weft.reticulum.hosting;

/**
 * What a radio reports of a received packet.
 *
 * @param rssi dBm
 * @param snr dB
 */
public record Signal(float rssi, float snr) {}
