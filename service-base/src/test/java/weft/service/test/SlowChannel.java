package weft.service.test;

import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.smallrye.reactive.messaging.annotations.EmitterFactoryFor;
import io.smallrye.reactive.messaging.providers.DefaultEmitterConfiguration;
import io.smallrye.reactive.messaging.providers.extension.EmitterImpl;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** A channel as a class of the bus declares it for its constructor, with a consumer that takes only what it asks for. */
public final class SlowChannel<T> {

    private final EmitterImpl<T> emitter;
    private final AssertSubscriber<Message<? extends T>> consumer = AssertSubscriber.create(0);

    public SlowChannel(Class<?> owner, String name) {
        OnOverflow overflow = Arrays.stream(owner.getDeclaredConstructors())
                .flatMap(constructor -> Arrays.stream(constructor.getParameters()))
                .filter(parameter -> isOf(parameter, name))
                .findFirst()
                .orElseThrow()
                .getAnnotation(OnOverflow.class);
        emitter = new EmitterImpl<>(
                new DefaultEmitterConfiguration(name, EmitterFactoryFor.Literal.EMITTER, overflow, null), 1);
        emitter.getPublisher().subscribe(consumer);
    }

    private static boolean isOf(Parameter parameter, String name) {
        Channel channel = parameter.getAnnotation(Channel.class);
        return channel != null && channel.value().equals(name);
    }

    public Emitter<T> emitter() {
        return emitter;
    }

    /** The consumer takes one record, the oldest that waits, and is done with it. */
    public T takeOne() {
        Message<? extends T> taken = next();
        taken.ack().toCompletableFuture().join();
        return taken.getPayload();
    }

    /** The consumer takes the oldest record that waits and can't get rid of it. */
    public void giveUpOne() {
        next().nack(new TimeoutException("no broker")).toCompletableFuture().join();
    }

    private Message<? extends T> next() {
        consumer.request(1);
        return consumer.getItems().getLast();
    }
}
