package weft.checks.house;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** The modules of the build by their directories, as the poms name them. */
record Modules(Map<String, Document> poms) {

    static Modules of(Path root) {
        Map<String, Document> poms = new TreeMap<>();
        for (Element module : children(child(pom(root).getDocumentElement(), "modules"), "module")) {
            String directory = module.getTextContent().strip();
            poms.put(directory, pom(root.resolve(directory)));
        }
        return new Modules(poms);
    }

    /** Which module is built upon which of ours, whoever uses it; what only its tests need doesn't count. */
    Graph always() {
        return graph(dependency -> !onItsOwn(dependency));
    }

    /** Which of ours a module has besides when it is an application of its own, and not when another has it as a library. */
    Graph onTheirOwn() {
        return graph(Modules::onItsOwn);
    }

    private Graph graph(Predicate<Element> counted) {
        Map<String, String> directories = new TreeMap<>();
        poms.forEach((directory, pom) -> directories.put(value(pom.getDocumentElement(), "artifactId"), directory));
        Graph graph = Graph.empty();
        poms.forEach((directory, pom) -> {
            graph.add(directory);
            Element dependencies = child(pom.getDocumentElement(), "dependencies");
            for (Element dependency : children(dependencies, "dependency")) {
                String used = directories.get(value(dependency, "artifactId"));
                if (used != null && builtUpon(dependency) && counted.test(dependency)) {
                    graph.add(directory, used);
                }
            }
        });
        return graph;
    }

    private static boolean builtUpon(Element dependency) {
        return value(dependency, "groupId").equals("weft")
                && value(dependency, "type").isEmpty()
                && !value(dependency, "scope").equals("test");
    }

    private static boolean onItsOwn(Element dependency) {
        return value(dependency, "optional").equals("true")
                || value(dependency, "scope").equals("provided");
    }

    private static Document pom(Path directory) {
        try (InputStream in = Files.newInputStream(directory.resolve("pom.xml"))) {
            return DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .parse(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ParserConfigurationException | SAXException e) {
            throw new IllegalStateException(directory + " has a pom that can't be read", e);
        }
    }

    private static String value(Element parent, String name) {
        Element child = child(parent, name);
        return child == null ? "" : child.getTextContent().strip();
    }

    private static Element child(Element parent, String name) {
        return children(parent, name).stream().findFirst().orElse(null);
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        for (Node node = parent == null ? null : parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                found.add(element);
            }
        }
        return found;
    }
}
