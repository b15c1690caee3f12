/**
 * How packets are told apart on a stream of bytes: HDLC-like flags on sockets, serial ports and pipes, KISS on radio modems
 * (rns-core §20). Decoders take chunks cut anywhere, keep at most one frame and never throw on what a peer sends.
 */
package weft.reticulum.framing;
