package weft.checks.house;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The rules for files and names that hold for everything but tests. Each is asked for what breaks it. */
record HouseRules(Sources sources) {

    static final int FILE_LINES = 400;
    static final int METHOD_LINES = 40;
    static final int PACKAGE_FILES = 25;

    private static final String PACKAGE_INFO = "package-info.java";

    /** By the name of each rule: what breaks it, and how. */
    Map<String, Map<String, String>> broken() {
        return Map.of(
                "file", longFiles(),
                "method", longMethods(),
                "package", largePackages(),
                "package-info", silentPackages(),
                "name", namesTwice());
    }

    private Map<String, String> longFiles() {
        Map<String, String> broken = new TreeMap<>();
        sources.main()
                .filter(file -> file.lines() > FILE_LINES)
                .forEach(file -> broken.put(file.path(), file.lines() + " lines, more than " + FILE_LINES));
        return broken;
    }

    private Map<String, String> longMethods() {
        Map<String, String> broken = new TreeMap<>();
        sources.main().forEach(file -> file.types().forEach(type -> type.methods().stream()
                .filter(method -> method.lines() > METHOD_LINES)
                .forEach(method -> broken.put(
                        file.packageName() + "." + type.name() + "." + method.name(),
                        method.lines() + " lines, more than " + METHOD_LINES))));
        return broken;
    }

    private Map<String, String> largePackages() {
        Map<String, String> broken = new TreeMap<>();
        packages().forEach((directory, files) -> {
            if (files.size() > PACKAGE_FILES) {
                broken.put(directory, files.size() + " files, more than " + PACKAGE_FILES);
            }
        });
        return broken;
    }

    private Map<String, String> silentPackages() {
        Map<String, String> broken = new TreeMap<>();
        packages().forEach((directory, files) -> {
            if (files.stream().noneMatch(file -> file.fileName().equals(PACKAGE_INFO))) {
                broken.put(directory, "no package-info.java says what it is");
            }
        });
        return broken;
    }

    private Map<String, String> namesTwice() {
        Map<String, List<String>> places = new TreeMap<>();
        sources.main().forEach(file -> file.types().stream()
                .filter(DeclaredType::topLevel)
                .forEach(type -> places.computeIfAbsent(type.name(), name -> new ArrayList<>())
                        .add(file.packageName())));
        places.values().removeIf(packages -> packages.size() == 1);
        Map<String, String> broken = new TreeMap<>();
        places.forEach((name, packages) -> broken.put(name, "in " + String.join(", ", packages)));
        return broken;
    }

    private Map<String, List<JavaFile>> packages() {
        return sources.main().collect(Collectors.groupingBy(JavaFile::directory, TreeMap::new, Collectors.toList()));
    }
}
