package weft.checks.house;

import java.nio.file.Path;
import java.util.List;

/** The part of the page that the code writes: the modules, and the packages of each service. */
record Picture(Path root, Sources sources) {

    private static final List<String> SERVICES =
            List.of("transport-service", "message-service", "auth-service", "gateway");

    String markdown() {
        Modules modules = Modules.of(root);
        Graph always = modules.always();
        Graph onTheirOwn = modules.onTheirOwn();
        List<String> lonely = always.uses().keySet().stream()
                .filter(module -> always.isLonely(module) && onTheirOwn.isLonely(module))
                .toList();
        StringBuilder text = new StringBuilder("## Modules\n\n");
        text.append(always.withoutDetours().mermaid(onTheirOwn.withoutDetours()));
        text.append("\nWithout an arrow: `").append(String.join("`, `", lonely)).append("`.\n");
        for (String service : SERVICES) {
            text.append("\n## Packages of ").append(service).append("\n\n");
            text.append(new Packages(root, sources, service)
                    .graph()
                    .withoutDetours()
                    .mermaid());
        }
        return text.toString();
    }
}
