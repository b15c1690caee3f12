/** Whole nodes and their members for tests and measurements, driven from outside over the API. */
package weft.interop;
