/** Faults that are put into a running node on purpose, to see that the tests notice them. Never part of a release. */
package weft.mutant;
