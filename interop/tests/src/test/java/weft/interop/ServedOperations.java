package weft.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.AttributedElement;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What the classes of a service say that they serve over HTTP, whatever else they say of it. */
final class ServedOperations {

    private static final String RS = "Ljakarta/ws/rs/";
    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS");

    private ServedOperations() {}

    /** Such as {@code GET /api/v1/accounts}, of all classes below. */
    static Set<String> in(Path classes) {
        Set<String> served = new TreeSet<>();
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".class")).toList()) {
                ClassModel type = ClassFile.of().parse(file);
                for (MethodModel method : type.methods()) {
                    List<Annotation> own = annotations(method);
                    own.stream()
                            .map(each -> each.className().stringValue())
                            .filter(name -> name.startsWith(RS))
                            .map(name -> name.substring(RS.length(), name.length() - 1))
                            .filter(METHODS::contains)
                            .forEach(verb -> served.add(verb + " " + path(annotations(type)) + path(own)));
                }
            }
            return served;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Annotation> annotations(AttributedElement element) {
        return element.findAttribute(Attributes.runtimeVisibleAnnotations())
                .map(found -> new ArrayList<>(found.annotations()))
                .orElseGet(ArrayList::new);
    }

    private static String path(List<Annotation> annotations) {
        Optional<String> text = annotations.stream()
                .filter(each -> each.className().equalsString(RS + "Path;"))
                .map(each ->
                        ((AnnotationValue.OfString) each.elements().getFirst().value()).stringValue())
                .findFirst();
        return text.filter(path -> !path.isEmpty())
                .map(path -> path.startsWith("/") ? path : "/" + path)
                .orElse("");
    }
}
