package weft.mutant;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What {@link ProveFirst} has the journal's writer call. */
public final class WriteLater {

    /** Late enough for the proof to have left the machine long before. */
    private static final int SECONDS = 3;

    private static final ThreadLocal<Boolean> LATER = ThreadLocal.withInitial(() -> false);

    private WriteLater() {}

    /** Proves, and lets the writer write some seconds later; false when this is that later time. */
    public static boolean proved(Object writer, Object arrival, Runnable onDisk) {
        if (LATER.get()) {
            return false;
        }
        onDisk.run();
        CompletableFuture.delayedExecutor(SECONDS, TimeUnit.SECONDS).execute(() -> write(writer, arrival));
        return true;
    }

    private static void write(Object writer, Object arrival) {
        LATER.set(true);
        try {
            Method write = Arrays.stream(writer.getClass().getDeclaredMethods())
                    .filter(method -> method.getName().equals("write") && method.getParameterCount() == 2)
                    .findFirst()
                    .orElseThrow();
            write.setAccessible(true);
            Runnable nothing = () -> {};
            write.invoke(writer, arrival, nothing);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        } finally {
            LATER.set(false);
        }
    }
}
