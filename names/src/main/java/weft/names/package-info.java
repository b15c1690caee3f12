/** What may stand in a name that somebody chose, whether it is heard on the mesh or given here. */
package weft.names;
