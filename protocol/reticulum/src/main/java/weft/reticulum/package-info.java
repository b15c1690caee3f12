/**
 * The Reticulum protocol as plain Java: bytes and time go in, actions come out.
 *
 * <p>Nothing here opens a socket, starts a thread, reads a clock or draws its own randomness; a machine has one owner, who
 * calls it from one thread at a time. The packages follow the protocol: {@code crypto} and {@code identity} at the bottom,
 * then {@code packet}, {@code announce}, {@code link}, {@code resource}; {@code router} and {@code endpoint} are the two machines
 * that a host drives, and {@code hosting} is the contract between them.
 */
package weft.reticulum;
