/** What starts a Weft application: checks the shipped files, then gives way to it. Knows nothing of the application. */
package weft.launch;
