package io.github.provenancegate.harness;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A real terminal, of which one sees what a person would (tmux).
public final class Terminal implements AutoCloseable {
    private static final Duration TMUX_MAX = Duration.ofSeconds(30);
    private static final int LINES = 50;

    private final String socket = "provgate-" + UUID.randomUUID();
    private final Path folder;

    private Terminal(Path folder) {
        this.folder = folder;
    }

    /// Opens a terminal with a shell in a folder.
    ///
    /// Without tmux the calling test is skipped or failed ([MissingPart]).
    ///
    /// @param environment of the shell
    public static Terminal open(int columns, Path folder, Map<String, String> environment) {
        if (Stream.of("/usr/bin/tmux", "/usr/local/bin/tmux", "/opt/homebrew/bin/tmux")
                .map(Path::of)
                .noneMatch(Files::isExecutable)) {
            throw MissingPart.skipOrFail("no tmux on this machine: install it to try the command line in a terminal");
        }
        var terminal = new Terminal(folder);
        var words = new ArrayList<>(List.of(
                "new-session",
                "-d",
                "-x",
                String.valueOf(columns),
                "-y",
                String.valueOf(LINES),
                "-c",
                folder.toString()));
        environment.forEach((name, value) -> words.addAll(List.of("-e", name + "=" + value)));
        words.addAll(List.of("env", "PS1=> ", "sh"));
        terminal.tmux(words.toArray(String[]::new));
        terminal.tmux("set-option", "-g", "history-limit", "20000");
        return terminal;
    }

    /// Types a command line and Enter. Every word is quoted.
    public void enter(List<String> words) {
        tmux(
                "send-keys",
                "-l",
                words.stream()
                        .map(word -> "'" + word.replace("'", "'\\''") + "'")
                        .collect(Collectors.joining(" ")));
        tmux("send-keys", "Enter");
    }

    /// Presses a key, as tmux calls it: `C-c`.
    public void press(String key) {
        tmux("send-keys", key);
    }

    /// As if somebody pulled at the window.
    public void resize(int columns) {
        tmux("resize-window", "-x", String.valueOf(columns), "-y", String.valueOf(LINES));
    }

    /// Everything that was shown so far, line by line as the terminal breaks them.
    public String text() {
        return tmux("capture-pane", "-p", "-S", "-");
    }

    /// The same with the escape sequences of colours.
    public String colouredText() {
        return tmux("capture-pane", "-p", "-e", "-S", "-");
    }

    private String tmux(String... words) {
        var line = new ArrayList<>(List.of("tmux", "-u", "-L", socket, "-f", "/dev/null"));
        line.addAll(List.of(words));
        return Command.of(line).in(folder).run(TMUX_MAX).expectSuccess().stdout();
    }

    @Override
    public void close() {
        tmux("kill-server");
    }
}
