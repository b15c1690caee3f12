package weft.reticulum.router;

import java.util.List;
import java.util.function.BooleanSupplier;
import weft.reticulum.Address;
import weft.reticulum.announce.Announce;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.router.announces.AnnounceListener;
import weft.reticulum.router.interfaces.BusSink;
import weft.reticulum.router.interfaces.PacketSink;
import weft.reticulum.router.paths.PathListener;
import weft.reticulum.router.paths.PathRow;
import weft.reticulum.router.signatures.Verifications;

/** Where the actions of the call in progress go. One per Router; each room knows it only as what it itself lets out. */
final class RouterOutputs implements PacketSink, BusSink, Verifications.Worker, PathListener, AnnounceListener {

    private RouterSink out;

    void begin(RouterSink sink) {
        if (out != null) {
            throw new IllegalStateException("a sink called its Router back");
        }
        out = sink;
    }

    void end() {
        out = null;
    }

    @Override
    public void transmit(int interfaceId, byte[] buffer, int offset, int length) {
        out.transmit(interfaceId, buffer, offset, length);
    }

    @Override
    public boolean toEndpoint(ToEndpoint record) {
        return out.toEndpoint(record);
    }

    @Override
    public void verify(long ticket, BooleanSupplier signature) {
        out.emit(new RouterOutput.VerifySignature(ticket, signature));
    }

    @Override
    public void pathChanged(PathRow path) {
        out.emit(new RouterOutput.PathChanged(path));
    }

    @Override
    public void pathsLost(List<Address> destinations) {
        out.emit(new RouterOutput.PathsLost(destinations));
    }

    @Override
    public void announceHeard(Announce announce, int hops, int interfaceId, byte[] raw) {
        out.emit(new RouterOutput.AnnounceHeard(announce, hops, interfaceId, raw));
    }
}
