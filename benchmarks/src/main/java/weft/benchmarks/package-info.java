/**
 * Measurements of a running node beside the reference, in one run on one machine. They say what was seen; nothing here fails
 * because a figure is bad.
 */
package weft.benchmarks;
