/** Rows that a loop can't use: left aside and tried again now and then, so that one damaged row does not stop the others. */
package weft.service.quarantine;
