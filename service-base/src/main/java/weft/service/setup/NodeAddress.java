package weft.service.setup;

/**
 * Fired as a CDI event at every start, once the mesh side knows who it is.
 *
 * @param transportId the transport identity hash, 32 hexadecimal digits
 */
public record NodeAddress(String transportId) {}
