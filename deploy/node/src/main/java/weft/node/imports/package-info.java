/** Taking over what an existing Reticulum installation has. */
package weft.node.imports;
