/**
 * How packets are told apart on a stream of bytes: HDLC-like flags on sockets, serial ports and pipes, KISS on radio modems
 * (rns-core §20). Decoders take chunks cut anywhere, keep at most one frame and never throw on what a peer sends.
 *
 * <p>A host chooses by the line it has. The transport service has sockets alone, so it uses {@link Hdlc} with {@link
 * HdlcStreamDecoder}; {@link HdlcByteDecoder}, {@link Kiss} and {@link Ax25} belong to the library all the same, for hosts with
 * serial ports and modems, and the vectors hold them.
 */
package weft.reticulum.framing;
