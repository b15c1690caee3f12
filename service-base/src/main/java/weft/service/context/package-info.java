/** Where work goes on that waited for something of another thread. */
package weft.service.context;
