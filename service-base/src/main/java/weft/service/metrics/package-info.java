/** What of the libraries' own metrics is shown. */
package weft.service.metrics;
