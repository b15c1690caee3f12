/** What the web interface needs of the gateway beside the API: its pages under every address, and QR codes. */
package weft.gateway.web;
