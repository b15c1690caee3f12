/**
 * What every service shares: problem documents, paging, strict JSON, and the check of the gateway's token.
 *
 * <p>A service's resource classes carry {@link weft.service.token.ServiceApi}; their methods say what they need of the
 * caller. Whatever says nothing is closed.
 */
package weft.service;
