package weft.reticulum.resource;

/** What the transfers on one link have learnt for the next one; owned by the link's owner. */
public final class TransferHistory {

    private int window = TransferWindow.START;
    private double bytesPerSecond;

    int window() {
        return window;
    }

    /** The last measured rate; 0 when there is none. */
    double bytesPerSecond() {
        return bytesPerSecond;
    }

    void learn(int lastWindow, double rate) {
        window = lastWindow;
        if (rate > 0) {
            bytesPerSecond = rate;
        }
    }
}
