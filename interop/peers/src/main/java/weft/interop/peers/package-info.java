/** Reference peers of the mesh, each in a process of its own. */
package weft.interop.peers;
