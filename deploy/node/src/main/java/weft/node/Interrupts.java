package weft.node;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ctrl-C, and what a service manager sends: the first one ends the node as it always did, a second one hurries what still waits.
 *
 * <p>Java has no supported way to see a signal; {@code sun.misc.Signal} is reached by name, and where it is not there, or somebody has
 * the signals ignored, the first one still ends the node.
 */
final class Interrupts {

    private static final List<String> SIGNALS = List.of("INT", "TERM");

    private final Runnable again;
    private final AtomicBoolean begun = new AtomicBoolean();

    private Interrupts(Runnable again) {
        this.again = again;
    }

    /** From now on a second signal runs this, on a thread of its own. */
    static void onSecond(Runnable again) {
        Interrupts interrupts = new Interrupts(again);
        try {
            for (String name : SIGNALS) {
                interrupts.watch(name);
            }
        } catch (ReflectiveOperationException ignoredOrUnknown) {
            // The node ends as Java has it.
        }
    }

    private void watch(String name) throws ReflectiveOperationException {
        Class<?> type = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Method handle = handler.getMethod("handle", type);
        Object[] before = new Object[1];
        Object watching = Proxy.newProxyInstance(
                handler.getClassLoader(), new Class<?>[] {handler}, (proxy, called, arguments) -> {
                    if (!called.equals(handle)) {
                        return ofObject(proxy, called.getName(), arguments);
                    }
                    if (begun.getAndSet(true)) {
                        again.run();
                    } else {
                        handle.invoke(before[0], arguments);
                    }
                    return null;
                });
        Object signal = type.getConstructor(String.class).newInstance(name);
        before[0] = type.getMethod("handle", type, handler).invoke(null, signal, watching);
    }

    private static Object ofObject(Object proxy, String method, Object... arguments) {
        return switch (method) {
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> proxy == arguments[0];
            default -> "what a signal does";
        };
    }
}
