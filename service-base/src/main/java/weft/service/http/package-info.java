/** What every service means by a page, an idempotency key, a name, and by the host that a request is for. */
package weft.service.http;
