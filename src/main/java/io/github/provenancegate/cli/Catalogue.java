package io.github.provenancegate.cli;

import io.github.provenancegate.verdict.Verdict;
import io.github.provenancegate.verify.Deadline;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Observer;
import io.github.provenancegate.verify.Organisation.CatalogueEntry;
import io.github.provenancegate.verify.Organisation.CatalogueTag;
import io.github.provenancegate.verify.UndeterminedException;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// The images of an organisation's repositories, by name, then by tag. Tags are listed while images are being
/// verified.
///
/// @param place `host/organisation`
/// @param now by which tags are new
/// @param concurrency repositories whose tags are listed side by side
/// @param untagged counts repositories that have no such tag
record Catalogue(
        String place,
        List<CatalogueEntry> repositories,
        OrganisationOptions.Tags tags,
        Optional<Integer> limit,
        OrganisationListing listing,
        Instant now,
        int concurrency,
        AtomicInteger untagged) {
    /// One after the other; a repository whose tags could not be listed is among them as a fault.
    Iterator<Asked> images() {
        Iterator<Asked> all =
                new Ahead<>(repositories.iterator(), this::imagesOf, concurrency, CommandThreads.named("tags"));
        return limit.<Iterator<Asked>>map(most -> stream(all).limit(most).iterator())
                .orElse(all);
    }

    private static Stream<Asked> stream(Iterator<Asked> items) {
        Iterable<Asked> each = () -> items;
        return StreamSupport.stream(each.spliterator(), false);
    }

    /// How many there are; empty where nobody knows before all tags are listed.
    OptionalInt total() {
        return switch (tags) {
            case OrganisationOptions.Tags.One _ ->
                OptionalInt.of(
                        limit.map(most -> Math.min(most, repositories.size())).orElse(repositories.size()));
            case OrganisationOptions.Tags.All _, OrganisationOptions.Tags.UpdatedWithin _ -> OptionalInt.empty();
        };
    }

    private List<Asked> imagesOf(CatalogueEntry repository) {
        String name = place + "/" + repository.name();
        try {
            List<Asked> images = names(repository).stream()
                    .<Asked>map(tag -> new Asked.Image(name + ":" + tag))
                    .toList();
            if (images.isEmpty()) {
                untagged.incrementAndGet();
            }
            return images;
        } catch (UndeterminedException couldNotAsk) {
            return List.of(new Asked.Fault(name, new Verdict.Undetermined(couldNotAsk.code(), couldNotAsk.sentence())));
        }
    }

    private List<String> names(CatalogueEntry repository) {
        return switch (tags) {
            case OrganisationOptions.Tags.One(String name) -> List.of(name);
            case OrganisationOptions.Tags.All _ ->
                listed(repository).map(CatalogueTag::name).toList();
            case OrganisationOptions.Tags.UpdatedWithin(var time) -> {
                Instant since = now.minus(time);
                // what the API tells no time of is not left out: nothing is passed over in silence
                yield listed(repository)
                        .filter(tag ->
                                tag.updated().map(at -> !at.isBefore(since)).orElse(true))
                        .map(CatalogueTag::name)
                        .toList();
            }
        };
    }

    private Stream<CatalogueTag> listed(CatalogueEntry repository) {
        return listing
                .organisation()
                .tags(repository, new Inquiry(Deadline.after(listing.timeout(), listing.nanoTime()), Observer.SILENT))
                .stream();
    }
}
