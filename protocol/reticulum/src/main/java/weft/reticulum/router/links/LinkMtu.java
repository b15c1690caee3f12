package weft.reticulum.router.links;

import weft.reticulum.link.LinkRequest;
import weft.reticulum.link.Signalling;
import weft.reticulum.packet.Packet;
import weft.reticulum.packet.PacketView;
import weft.reticulum.router.interfaces.InterfaceProperties;

/** What happens to the signalled MTU of a link request on its way (rns-core §13.3, links-and-resources §4). */
public final class LinkMtu {

    private static final int SIGNALLED_LENGTH = LinkRequest.KEYS_LENGTH + Signalling.LENGTH;

    private LinkMtu() {}

    /** Whether its data has one of the two lengths a link request may have. */
    public static boolean isLinkRequest(PacketView request) {
        return request.dataLength() == LinkRequest.KEYS_LENGTH || request.dataLength() == SIGNALLED_LENGTH;
    }

    /**
     * Fits the request to the interface it leaves on: no signalling where links negotiate nothing, else at most the smaller
     * of both MTUs.
     *
     * @param previousMtu largest packet on the way so far, in bytes
     * @return false when it would have to be changed and cannot be understood
     */
    public static boolean fit(PacketView request, int previousMtu, InterfaceProperties out) {
        if (request.dataLength() != SIGNALLED_LENGTH) {
            return true;
        }
        if (!out.negotiatesMtu()) {
            request.truncate(Signalling.LENGTH);
            return true;
        }
        return clamp(request, Math.min(previousMtu, out.hardwareMtu()));
    }

    /** Lowers the signalled MTU to {@code mtu}; false when it would have to be lowered and the mode is not known. */
    public static boolean clamp(PacketView request, int mtu) {
        if (request.dataLength() != SIGNALLED_LENGTH) {
            return true;
        }
        int at = request.dataOffset() + LinkRequest.KEYS_LENGTH;
        Signalling signalled = Signalling.read(request.raw(), at);
        if (signalled.mtu() <= mtu) {
            return true;
        }
        if (signalled.mode() != Signalling.AES_256) {
            return false;
        }
        byte[] lowered = new Signalling(signalled.mode(), mtu).bytes();
        System.arraycopy(lowered, 0, request.raw(), at, lowered.length);
        return true;
    }

    /** Largest packet that came or leaves over an interface, as far as a link is concerned. */
    static int hardware(InterfaceProperties properties) {
        return properties.hardwareMtu() == 0 ? Packet.MTU : properties.hardwareMtu();
    }
}
