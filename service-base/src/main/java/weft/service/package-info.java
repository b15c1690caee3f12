/**
 * What every service shares: problem documents, paging, strict JSON, and the check of the gateway's token.
 *
 * <p>The methods of a service's resources say in {@code @PermissionsAllowed} what they take of the caller, as a
 * {@link weft.service.token.ServicePermission} of the service. Whatever says nothing is closed.
 */
package weft.service;
