package weft.message.delivery;

import weft.reticulum.Address;

/** A member asked for something that a rule forbids. The message is for the member. */
public final class RuleBroken extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String slug;
    private final String field;
    private final Long limit;
    private final String address;

    private RuleBroken(int status, String slug, String field, String detail, Long limit, String address) {
        super(detail, null, false, false);
        this.status = status;
        this.slug = slug;
        this.field = field;
        this.limit = limit;
        this.address = address;
    }

    /**
     * What was given as an address is the hash of an identity, and nothing can ever be heard of it.
     *
     * @param address the one of that identity that was meant
     */
    public static RuleBroken identityGiven(String field, Address address) {
        return new RuleBroken(
                422,
                "identity-not-address",
                field,
                "This is the hash of an identity, and not an address. The address of that identity is " + address
                        + "; use that.",
                null,
                address.toString());
    }

    /** More than fits. */
    static RuleBroken tooLarge(String slug, String detail, long limit) {
        return new RuleBroken(413, slug, null, detail, limit, null);
    }

    /** Something is used up. */
    static RuleBroken usedUp(String slug, String detail, long limit) {
        return new RuleBroken(422, slug, null, detail, limit, null);
    }

    /** 413 or 422. */
    public int status() {
        return status;
    }

    /** Stable, for the problem's type. */
    public String slug() {
        return slug;
    }

    /** The member of the request that is wrong, or null. */
    public String field() {
        return field;
    }

    /** The limit that was passed, or null. */
    public Long limit() {
        return limit;
    }

    /** The address that was meant, or null. */
    public String address() {
        return address;
    }
}
