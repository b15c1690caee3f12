package weft.checks.house;

import java.util.List;
import java.util.Set;

/**
 * A class, record, interface, enum or annotation.
 *
 * @param name with the names of those around it, joined by dots
 * @param members names of methods, fields, record components and constants
 */
record DeclaredType(String name, Set<String> members, List<DeclaredMethod> methods) {

    boolean topLevel() {
        return name.indexOf('.') < 0;
    }

    boolean has(String member) {
        return member == null || members.contains(member);
    }
}
