package weft.checks.house;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of classes and members in a page under {@code docs/}. One with a place before it, {@code module/package/Class.member}, is a
 * link to its file; where the class has moved, the renewed page follows it. Names of files are looked for as well.
 */
final class References {

    private static final Pattern CODE = Pattern.compile("\\[?`([^`\\n]+)`(?:]\\(([^)\\n]*)\\))?");
    private static final Pattern NAME =
            Pattern.compile("((?:[a-z][\\w-]*/)*)([A-Z]\\w*(?:\\.[A-Z]\\w*)*?)(?:\\.(\\w+))?");
    private static final Pattern FILE = Pattern.compile("(?:\\./)?[\\w.-]+(?:/[\\w.-]+)*/?");

    private final Path root;
    private final Sources sources;
    private final List<String> unknown = new ArrayList<>();

    References(Path root, Sources sources) {
        this.root = root;
        this.sources = sources;
    }

    /** What a page named that isn't there, or is in several places. */
    List<String> unknown() {
        return List.copyOf(unknown);
    }

    /** The text with the place of every class as it is now. */
    String renewed(String text) {
        return CODE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(renewed(found.group(), found.group(1))));
    }

    private String renewed(String whole, String code) {
        Matcher name = NAME.matcher(code);
        if (Files.exists(root.resolve(code)) || !name.matches()) {
            if (FILE.matcher(code).matches() && code.contains("/") && !Files.exists(root.resolve(code))) {
                unknown.add(code);
            }
            return whole;
        }
        String place = name.group(1);
        List<Found> everywhere = everywhere(name.group(2), name.group(3));
        if (place.isEmpty()) {
            if (everywhere.isEmpty()) {
                unknown.add(code);
            }
            return whole;
        }
        Optional<Found> there = everywhere.stream()
                .filter(found -> found.place().equals(place))
                .findFirst()
                .or(() -> everywhere.size() == 1 ? Optional.of(everywhere.getFirst()) : Optional.empty());
        if (there.isEmpty()) {
            unknown.add(code + (everywhere.isEmpty() ? "" : ", of which there are several: " + everywhere));
            return whole;
        }
        return "[`%s`](../%s)"
                .formatted(
                        there.get().place() + code.substring(place.length()),
                        there.get().path());
    }

    private record Found(String place, String path) {}

    private List<Found> everywhere(String type, String member) {
        return sources.files().stream()
                .filter(file -> file.types().stream().anyMatch(declared -> names(declared, type, member)))
                .map(file -> new Found(place(file), file.path()))
                .toList();
    }

    /** The last part may be a member or a type inside. */
    private static boolean names(DeclaredType declared, String type, String member) {
        return declared.name().equals(type) && declared.has(member)
                || Objects.equals(declared.name(), type + "." + member);
    }

    /** Its module, and its package below the one that the whole module is in. */
    private String place(JavaFile file) {
        String top = sources.rootPackage(file.module());
        String below = (file.packageName() + ".").startsWith(top + ".")
                ? file.packageName()
                        .substring(Math.min(top.length() + 1, file.packageName().length()))
                : file.packageName();
        return file.module() + "/" + (below.isEmpty() ? "" : below.replace('.', '/') + "/");
    }
}
