package weft.checks.house;

import java.util.List;

/**
 * A Java file of the project.
 *
 * @param path from the top of the source tree
 * @param module the directory of its module, from there
 * @param main whether it is shipped or built upon, rather than a test
 */
record JavaFile(String path, String module, boolean main, String packageName, int lines, List<DeclaredType> types) {

    /** The part of the path that names the package. */
    String directory() {
        return path.substring(0, path.lastIndexOf('/'));
    }

    String fileName() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
