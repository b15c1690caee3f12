package weft.checks.house;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What one file declares. A method of a nameless class is a method of its own and counts in the one around it, too. */
final class Declarations extends TreeScanner<Void, Void> {

    private static final String INITIALISER = "{}";

    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final CharSequence text;
    private final List<DeclaredType> types = new ArrayList<>();
    private final Deque<DeclaredType> around = new ArrayDeque<>();

    Declarations(CompilationUnitTree unit, Trees trees) throws IOException {
        this.unit = unit;
        this.positions = trees.getSourcePositions();
        this.text = unit.getSourceFile().getCharContent(true);
    }

    List<DeclaredType> types() {
        scan(unit, null);
        return List.copyOf(types);
    }

    @Override
    public Void visitClass(ClassTree tree, Void nothing) {
        if (tree.getSimpleName().isEmpty()) {
            return super.visitClass(tree, nothing);
        }
        String outer = around.isEmpty() ? "" : around.peek().name() + ".";
        Set<String> members = new TreeSet<>();
        for (Tree member : tree.getMembers()) {
            switch (member) {
                case MethodTree method -> members.add(method.getName().toString());
                case VariableTree field -> members.add(field.getName().toString());
                default -> {}
            }
        }
        DeclaredType type = new DeclaredType(outer + tree.getSimpleName(), members, new ArrayList<>());
        types.add(type);
        around.push(type);
        for (Tree member : tree.getMembers()) {
            if (member instanceof BlockTree block) {
                count(INITIALISER, line(positions.getStartPosition(unit, block)), block);
            }
        }
        super.visitClass(tree, nothing);
        around.pop();
        return null;
    }

    @Override
    public Void visitMethod(MethodTree tree, Void nothing) {
        if (tree.getBody() != null) {
            count(tree.getName().toString(), line(afterAnnotations(tree)), tree);
        }
        return super.visitMethod(tree, nothing);
    }

    private void count(String name, long first, Tree tree) {
        long last = line(positions.getEndPosition(unit, tree) - 1);
        around.peek().methods().add(new DeclaredMethod(name, (int) (last - first + 1)));
    }

    private long afterAnnotations(MethodTree tree) {
        List<? extends AnnotationTree> annotations = tree.getModifiers().getAnnotations();
        if (annotations.isEmpty()) {
            return positions.getStartPosition(unit, tree);
        }
        int at = (int) positions.getEndPosition(unit, annotations.getLast());
        while (Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private long line(long position) {
        return unit.getLineMap().getLineNumber(position);
    }
}
