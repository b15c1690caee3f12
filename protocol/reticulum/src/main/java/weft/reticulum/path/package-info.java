/** The packets by which nodes ask for paths and keep them: path requests and tunnels (rns-core §12.1, §14). */
package weft.reticulum.path;
