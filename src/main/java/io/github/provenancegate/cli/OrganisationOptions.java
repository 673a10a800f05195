package io.github.provenancegate.cli;

import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.image.MalformedReferenceException;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.image.UntrustedText;
import io.github.provenancegate.policy.ImagePattern;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// The options by which `verify` is asked about a whole organisation.
final class OrganisationOptions {
    static final String DEFAULT_TAG = "latest";

    /// Where names are put to be matched: patterns are of whole repositories.
    private static final String PLACE = "example.com";

    private static final String FOLDER = "organisation";

    @Option(
            names = "--customer-org",
            paramLabel = "ORG",
            description = "Verify every image of this organisation: its name, as in cgr.dev/ORG, or its id of 40"
                    + " hexadecimal digits.")
    private @Nullable String customerOrg;

    @Option(
            names = "--full",
            description = "The whole chain: the base image and its build signature too. A policy that asks for less is"
                    + " raised to it.")
    private boolean full;

    @Option(names = "--verify-signatures", description = "Accepted; signatures are always verified.")
    @SuppressWarnings("UnusedVariable") // there is nothing that it could switch on
    private boolean verifySignatures;

    @Option(names = "--limit", paramLabel = "N", description = "Verify the first N images only.")
    private @Nullable Integer limit;

    @Option(names = "--tag", paramLabel = "T", description = "The tag to verify of each repository (default: latest).")
    private @Nullable String tag;

    @Option(names = "--all-tags", description = "Verify every tag.")
    private boolean allTags;

    @Option(
            names = "--updated-within",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "Verify the tags that were pointed somewhere within this time, such as 72h, 30m or 14d.")
    private @Nullable Duration updatedWithin;

    @Option(
            names = "--repository",
            paramLabel = "GLOB",
            description = "Only repositories whose name matches (* one segment, ** any); repeatable.")
    private List<String> repositories = new ArrayList<>();

    @Option(
            names = "--reference-repository",
            paramLabel = "R",
            description = "Where the base images are (default: chainguard-private in the registry).")
    private @Nullable String referenceRepository;

    @Option(
            names = "--identities",
            split = ",",
            paramLabel = "ID",
            description = "The organisation's signing identities, 16 hexadecimal digits each (default: those that"
                    + " Chainguard's API names).")
    private List<String> identities = new ArrayList<>();

    @Option(names = "--csv", paramLabel = "F", description = "Keep the results in this file (default: ORG.csv).")
    private @Nullable Path csv;

    @Option(names = "--no-csv", description = "Keep no file.")
    private boolean noCsv;

    /// Which tags of a repository.
    sealed interface Tags {
        record One(String name) implements Tags {}

        record All() implements Tags {}

        record UpdatedWithin(Duration time) implements Tags {}
    }

    /// Whether the results are kept in a file.
    sealed interface Keeping {
        record In(Path file) implements Keeping {}

        /// In the usual place.
        record Usual() implements Keeping {}

        record Nowhere() implements Keeping {}
    }

    Optional<String> customerOrg() {
        return Optional.ofNullable(customerOrg);
    }

    boolean full() {
        return full;
    }

    /// The most images; empty without an end.
    Optional<Integer> limit() {
        if (limit != null && limit < 1) {
            throw new RefusedException("--limit: " + limit + " is not a number of images; write 1 or more");
        }
        return Optional.ofNullable(limit);
    }

    Tags tags() {
        if ((tag == null ? 0 : 1) + (allTags ? 1 : 0) + (updatedWithin == null ? 0 : 1) > 1) {
            throw new RefusedException("--tag, --all-tags and --updated-within each say which tags; give one of them");
        }
        if (updatedWithin != null) {
            return new Tags.UpdatedWithin(updatedWithin);
        }
        return allTags ? new Tags.All() : new Tags.One(tag == null ? DEFAULT_TAG : checked(tag));
    }

    private static String checked(String tag) {
        try {
            ImageReference.parse("example.com/x:" + tag);
            return tag;
        } catch (MalformedReferenceException _) {
            throw new RefusedException("--tag: " + UntrustedText.quote(tag) + " is no tag");
        }
    }

    /// The repositories that were asked for, by their names below the organisation.
    Predicate<String> repositories() {
        List<ImagePattern> patterns =
                repositories.stream().map(OrganisationOptions::pattern).toList();
        return patterns.isEmpty()
                ? _ -> true
                : name -> patterns.stream()
                        .anyMatch(pattern -> pattern.matches(new Repository(PLACE, FOLDER + "/" + name)));
    }

    private static ImagePattern pattern(String glob) {
        try {
            return ImagePattern.parse(PLACE + "/" + FOLDER + "/" + glob);
        } catch (MalformedReferenceException _) {
            throw new RefusedException("--repository: " + UntrustedText.quote(glob)
                    + " is no pattern of a repository's name, such as python* or charts/**");
        }
    }

    Optional<String> referenceRepository() {
        if (referenceRepository != null && !full) {
            throw new RefusedException(
                    "--reference-repository: base images are looked for with --full only; give both");
        }
        return Optional.ofNullable(referenceRepository);
    }

    List<String> identities() {
        return identities;
    }

    Keeping keeping() {
        if (noCsv && csv != null) {
            throw new RefusedException("--csv and --no-csv exclude each other; give one of them");
        }
        if (csv != null) {
            return new Keeping.In(csv);
        }
        return noCsv ? new Keeping.Nowhere() : new Keeping.Usual();
    }

    /// The options that mean something for an organisation only.
    List<String> givenWithoutMeaning() {
        List<String> given = new ArrayList<>();
        if (full) {
            given.add("--full");
        }
        if (limit != null) {
            given.add("--limit");
        }
        if (tag != null) {
            given.add("--tag");
        }
        if (allTags) {
            given.add("--all-tags");
        }
        if (updatedWithin != null) {
            given.add("--updated-within");
        }
        if (!repositories.isEmpty()) {
            given.add("--repository");
        }
        if (referenceRepository != null) {
            given.add("--reference-repository");
        }
        if (!identities.isEmpty()) {
            given.add("--identities");
        }
        return given;
    }

    /// A time as people write it.
    static final class TimeConverter implements ITypeConverter<Duration> {
        /// Nobody audits what changed within the last century.
        private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,4})([smhd])");

        @Override
        public Duration convert(String text) {
            Matcher time = TIME.matcher(text);
            if (!time.matches()) {
                throw new TypeConversionException(
                        UntrustedText.quote(text) + " is no time; write a number and s, m, h or d, such as 72h");
            }
            long number = Long.parseLong(time.group(1));
            return switch (time.group(2)) {
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                default -> Duration.ofDays(number);
            };
        }
    }
}
