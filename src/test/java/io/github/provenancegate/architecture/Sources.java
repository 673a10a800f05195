package io.github.provenancegate.architecture;

import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.DeconstructionPatternTree;
import com.sun.source.tree.DefaultCaseLabelTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.PatternCaseLabelTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.Modifier;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// The rules of the house that only the source text tells.
final class Sources {
    /// Above it, look for the second idea.
    static final int FILE_LINES_MAX = 300;

    /// Above it, look for the second idea.
    static final int METHOD_LINES_MAX = 60;

    private Sources() {}

    /// What is wrong with these files, in words; empty when nothing is.
    ///
    /// @param texts each file's content by its name
    /// @param cases simple names of the cases of sealed types, over which no switch has a `default`
    static List<String> faults(Map<String, String> texts, Set<String> cases) throws IOException {
        List<String> faults = new ArrayList<>();
        List<Text> files = new ArrayList<>();
        texts.forEach((name, text) -> {
            files.add(new Text(name, text));
            long lines = text.lines().count();
            if (lines > FILE_LINES_MAX) {
                faults.add(name + " has " + lines + " lines");
            }
        });
        JavacTask task = (JavacTask)
                ToolProvider.getSystemJavaCompiler().getTask(null, null, null, List.of("-proc:none"), null, files);
        DocTrees trees = DocTrees.instance(task);
        for (CompilationUnitTree unit : task.parse()) {
            new Reader(unit, trees, cases, faults).scan(unit, null);
        }
        return List.copyOf(faults);
    }

    /// Reads one file's tree and notes what breaks a rule.
    private static final class Reader extends TreePathScanner<@Nullable Void, @Nullable Void> {
        private final String name;
        private final CompilationUnitTree unit;
        private final DocTrees trees;
        private final Set<String> cases;
        private final List<String> faults;

        Reader(CompilationUnitTree unit, DocTrees trees, Set<String> cases, List<String> faults) {
            this.name = unit.getSourceFile().getName().substring(1);
            this.unit = unit;
            this.trees = trees;
            this.cases = cases;
            this.faults = faults;
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable Void unused) {
            SourcePositions positions = trees.getSourcePositions();
            LineMap lines = unit.getLineMap();
            long end = positions.getEndPosition(unit, method);
            // A record's or an enum's unwritten constructor has no end.
            if (end >= 0) {
                long length =
                        lines.getLineNumber(end) - lines.getLineNumber(positions.getStartPosition(unit, method)) + 1;
                if (length > METHOD_LINES_MAX) {
                    faults.add(name + ": " + method.getName() + " has " + length + " lines");
                }
            }
            return super.visitMethod(method, null);
        }

        @Override
        public @Nullable Void visitClass(ClassTree type, @Nullable Void unused) {
            boolean topLevel = getCurrentPath().getParentPath().getLeaf() instanceof CompilationUnitTree;
            if (topLevel
                    && type.getModifiers().getFlags().contains(Modifier.PUBLIC)
                    && trees.getDocComment(getCurrentPath()) == null) {
                faults.add(name + ": " + type.getSimpleName() + " does not say what it is");
            }
            return super.visitClass(type, null);
        }

        @Override
        public @Nullable Void visitSwitch(SwitchTree tree, @Nullable Void unused) {
            check(tree.getCases());
            return super.visitSwitch(tree, null);
        }

        @Override
        public @Nullable Void visitSwitchExpression(SwitchExpressionTree tree, @Nullable Void unused) {
            check(tree.getCases());
            return super.visitSwitchExpression(tree, null);
        }

        private void check(List<? extends CaseTree> branches) {
            boolean hasDefault = branches.stream()
                    .flatMap(branch -> branch.getLabels().stream())
                    .anyMatch(DefaultCaseLabelTree.class::isInstance);
            branches.stream()
                    .flatMap(branch -> branch.getLabels().stream())
                    .map(Reader::patternType)
                    .filter(type -> hasDefault && cases.contains(type))
                    .findFirst()
                    .ifPresent(
                            type -> faults.add(name + ": a switch over " + type + " and its siblings has a default"));
        }

        /// The simple name of the type that a label matches, or nothing where it is no pattern.
        private static String patternType(Tree label) {
            if (!(label instanceof PatternCaseLabelTree pattern)) {
                return "";
            }
            Tree type = switch (pattern.getPattern()) {
                case DeconstructionPatternTree record -> record.getDeconstructor();
                case com.sun.source.tree.BindingPatternTree binding ->
                    binding.getVariable().getType();
                default -> label;
            };
            String text = String.valueOf(type);
            return text.substring(text.lastIndexOf('.') + 1);
        }
    }

    /// A source file in memory.
    private static final class Text extends SimpleJavaFileObject {
        private final String content;

        Text(String name, String content) {
            super(URI.create("string:///" + name), JavaFileObject.Kind.SOURCE);
            this.content = content;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return content;
        }
    }
}
