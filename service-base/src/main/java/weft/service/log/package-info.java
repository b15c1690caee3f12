/** What texts of strangers look like in the log. */
package weft.service.log;
