/** Where requests come from: addresses, the networks they are counted by, and networks that an operator names. */
package weft.service.net;
