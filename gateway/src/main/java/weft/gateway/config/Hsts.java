package weft.gateway.config;

/** When browsers are told never again to come without verified HTTPS ({@code Strict-Transport-Security}). */
public enum Hsts {

    /** Where the chain of the served certificate verifies against the trust store of Java: who couldn't come otherwise is not locked out. */
    AUTO,

    /** Always: something in front of the node has a certificate that browsers know. */
    ON,

    /** Never. A browser that was told before keeps to it for two years. */
    OFF
}
