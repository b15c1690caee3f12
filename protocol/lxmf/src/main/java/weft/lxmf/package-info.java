/**
 * LXMF as plain Java: message formats and their delivery (protocol section "lxmf").
 *
 * <p>Like the Reticulum library below it, nothing here does I/O, starts a thread or reads a clock. {@code message} is the
 * format, {@code stamp} and {@code ticket} are what a sender pays with, {@code announce} says who a destination is,
 * {@code paper} and {@code propagation} are the other ways a message travels; {@code delivery} is the machine that a host drives
 * for each identity.
 */
package weft.lxmf;
