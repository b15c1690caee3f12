/**
 * A Java agent for the build of a release: takes chance out of what the build tools do, so that two builds of one commit agree byte
 * for byte. Nothing of it is shipped, and ordinary builds do without it.
 *
 * <p>{@code docs/adr/0010} says why it is there and what it would take to remove it.
 */
package weft.reproducible;
