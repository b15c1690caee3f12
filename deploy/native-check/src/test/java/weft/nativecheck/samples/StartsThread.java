package weft.nativecheck.samples;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Its threads would not be there when the image starts. */
public final class StartsThread {

    static final ExecutorService THREADS = Executors.newFixedThreadPool(1);

    private StartsThread() {}
}
