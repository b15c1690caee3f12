package weft.reticulum.router;

import weft.reticulum.Vectors;
import weft.reticulum.identity.PrivateIdentity;

/** The transport node of which the vectors tell; its key stands in path-request.json. */
final class RouterIdentity {

    static final PrivateIdentity OF_VECTORS = PrivateIdentity.of(
            Vectors.bytes(Vectors.load("path-request").get("tunnel_synthesize").get("transport_private_key")));

    private RouterIdentity() {}
}
