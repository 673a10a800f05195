package io.github.provenancegate.kubernetes;

import io.github.provenancegate.image.UntrustedText;
import io.github.provenancegate.policy.ProvenancePolicy;
import io.github.provenancegate.policy.UnreadPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads `ProvenancePolicy` documents strictly: a policy that does not say exactly one thing is
/// refused with file, line, field and what to write instead, and then none of its companions is used either.
///
/// Both YAML and JSON are read (JSON is YAML), so a resource of the cluster is read by the same rules.
public final class PolicyDocuments {
    /// The API server's own limit for a resource is of this size; it also bounds what the YAML parser may
    /// build.
    static final int FILE_BYTES_MAX = 1 << 20;

    /// A folder with more was probably not meant.
    static final int FILES_MAX = 1_000;

    private static final Pattern POLICY_FILE = Pattern.compile("[^.].*\\.(?:yaml|yml|json)");

    private final Set<String> trustRoots;

    /// @param trustRoots the names of the trust roots that signers may be bound to
    public PolicyDocuments(Set<String> trustRoots) {
        this.trustRoots = Set.copyOf(trustRoots);
    }

    /// The policies of a file, or of all `.yaml`, `.yml` and `.json` files of a folder (not of its folders;
    /// hidden ones are Kubernetes' own in a mounted ConfigMap), in the order of file names. Never empty.
    ///
    /// @throws PolicyRefusedException with everything that is wrong, also when a file cannot be read
    public List<ProvenancePolicy> read(Path fileOrFolder) {
        List<PolicyFault> faults = new ArrayList<>();
        List<ProvenancePolicy> policies = new ArrayList<>();
        Map<String, PolicyFault> names = new HashMap<>();
        for (Path file : files(fileOrFolder)) {
            try {
                read(file.toString(), content(file), faults, policies, names);
            } catch (PolicyRefusedException refused) {
                faults.addAll(refused.faults());
            }
        }
        return unlessFaulty(policies, faults);
    }

    /// The policies of one text.
    ///
    /// @param file how it is called in faults
    /// @throws PolicyRefusedException with everything that is wrong
    public List<ProvenancePolicy> parse(String file, String text) {
        List<PolicyFault> faults = new ArrayList<>();
        List<ProvenancePolicy> policies = new ArrayList<>();
        read(file, text, faults, policies, new HashMap<>());
        return unlessFaulty(policies, faults);
    }

    /// One policy that a cluster holds.
    ///
    /// @param name the resource's
    /// @param document `apiVersion`, `kind`, the name and `spec` as JSON, without what the API server adds
    public PolicyReading readResource(String name, String document) {
        try {
            return new PolicyReading.Sound(parse(name, document).getFirst());
        } catch (PolicyRefusedException refused) {
            return new PolicyReading.Unusable(unread(name, document, refused.faults()));
        }
    }

    private static UnreadPolicy unread(String name, String document, List<PolicyFault> faults) {
        try {
            List<YamlNode> documents = YamlDocuments.parse(name, document);
            return documents.isEmpty()
                    ? UnreadPolicyReader.blind(name, faults)
                    : UnreadPolicyReader.read(name, documents.getFirst(), faults);
        } catch (PolicyRefusedException _) {
            return UnreadPolicyReader.blind(name, faults);
        }
    }

    private static List<ProvenancePolicy> unlessFaulty(List<ProvenancePolicy> policies, List<PolicyFault> faults) {
        if (!faults.isEmpty()) {
            throw new PolicyRefusedException(faults);
        }
        return List.copyOf(policies);
    }

    private void read(
            String file,
            String text,
            List<PolicyFault> faults,
            List<ProvenancePolicy> policies,
            Map<String, PolicyFault> names) {
        if (text.startsWith("\uFEFF")) {
            throw wholeFile(file, "begins with a byte-order mark", "save it as UTF-8 without one");
        }
        List<YamlNode> documents = YamlDocuments.parse(file, text);
        if (documents.isEmpty()) {
            throw wholeFile(file, "holds no document", "write at least one policy, or leave the file out");
        }
        YamlFields.Faults here = new YamlFields.Faults(file, faults);
        for (YamlNode document : documents) {
            int before = faults.size();
            Optional<ProvenancePolicy> policy =
                    YamlFields.of(document, here).flatMap(fields -> new PolicyReader(trustRoots, fields).read());
            policy.filter(_ -> faults.size() == before).ifPresent(sound -> {
                PolicyFault twice = new PolicyFault(
                        file,
                        Optional.of(document.place()),
                        Optional.of("metadata.name"),
                        UntrustedText.quote(sound.name()) + " is the name of another policy too",
                        "give each policy a name of its own");
                if (names.putIfAbsent(sound.name(), twice) != null) {
                    faults.add(twice);
                }
                policies.add(sound);
            });
        }
    }

    private static List<Path> files(Path fileOrFolder) {
        if (!Files.isDirectory(fileOrFolder)) {
            return List.of(fileOrFolder);
        }
        try (Stream<Path> inside = Files.list(fileOrFolder)) {
            List<Path> files = inside.filter(path -> POLICY_FILE
                            .matcher(String.valueOf(path.getFileName()))
                            .matches())
                    .filter(Files::isRegularFile)
                    .sorted(Comparator.comparing(Path::toString))
                    .limit(FILES_MAX + 1L)
                    .toList();
            if (files.isEmpty() || files.size() > FILES_MAX) {
                throw wholeFile(
                        fileOrFolder.toString(),
                        files.isEmpty()
                                ? "holds no .yaml, .yml or .json file"
                                : "holds more than " + FILES_MAX + " files",
                        "name a folder that holds policies, or one file");
            }
            return files;
        } catch (IOException unreadable) {
            throw unreadable(fileOrFolder, unreadable);
        }
    }

    private static String content(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(FILE_BYTES_MAX + 1);
            if (bytes.length > FILE_BYTES_MAX) {
                throw wholeFile(
                        file.toString(), "is longer than " + FILE_BYTES_MAX + " bytes", "divide it into several files");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notText) {
            throw wholeFile(file.toString(), "is not UTF-8", "save it as UTF-8");
        } catch (IOException unreadable) {
            throw unreadable(file, unreadable);
        }
    }

    private static PolicyRefusedException unreadable(Path file, IOException why) {
        return wholeFile(
                file.toString(),
                "cannot be read (" + why.getClass().getSimpleName() + ")",
                "check that it exists and may be read");
    }

    private static PolicyRefusedException wholeFile(String file, String problem, String remedy) {
        return new PolicyRefusedException(
                List.of(new PolicyFault(file, Optional.empty(), Optional.empty(), problem, remedy)));
    }
}
