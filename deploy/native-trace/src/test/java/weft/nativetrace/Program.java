package weft.nativetrace;

import java.util.ServiceLoader;

/** Finds an implementation and resources by their names, and looks into a class. */
public final class Program implements Runnable {

    /** As a service loader wants it. */
    public Program() {}

    /** Says how many implementations it found. */
    public static void main(String... arguments) throws ReflectiveOperationException {
        System.out.println(ServiceLoader.load(Runnable.class).stream()
                .map(ServiceLoader.Provider::get)
                .count());
        System.out.println(Object.class.getMethod("toString"));
        System.out.println(Program.class.getResource("Program.class") != null);
        System.out.println(Program.class.getClassLoader().getResource("no/such/file") != null);
    }

    @Override
    public void run() {}
}
