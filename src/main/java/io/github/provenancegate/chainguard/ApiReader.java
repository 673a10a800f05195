package io.github.provenancegate.chainguard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.provenancegate.transport.WebAddress;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.UndeterminedException;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads the API's lists to their end, page by page, or not at all: half a list would be an answer that hides
/// images.
final class ApiReader {
    /// At the API's largest pages (200) this is more than [#ITEMS_MAX]; a list that goes on is endless.
    private static final int PAGES_MAX = 600;

    /// More tags than any repository and more repositories than any organisation has; bounds what is held.
    private static final int ITEMS_MAX = 100_000;

    /// What is sent back becomes part of a URL, which no server takes at any length.
    private static final int PAGE_TOKEN_LENGTH_MAX = 4096;

    private final ServiceDialogue dialogue;
    private final ApiTokens tokens;

    ApiReader(ServiceDialogue dialogue, ApiTokens tokens) {
        this.dialogue = dialogue;
        this.tokens = tokens;
    }

    /// What is asked for.
    ///
    /// @param path below the API's address
    /// @param filters query parameters
    /// @param bodyBytesMax how much of one page is ever read
    /// @param step in words that stand after "while"
    record Question(String path, Map<String, String> filters, long bodyBytesMax, String step) {}

    /// What to do with an element of a list.
    @FunctionalInterface
    interface Item {
        void read(ObjectNode item) throws MalformedAnswerException;
    }

    /// Reads each element of a list: `items`, and `next_page_token` where the list goes on.
    ///
    /// @throws UndeterminedException as the dialogue has it; `REGISTRY_MISBEHAVED` also at a cap, or at a page
    ///     token that comes again
    void each(Question question, Inquiry inquiry, Item item) {
        Set<String> pages = new HashSet<>();
        Optional<String> page = Optional.empty();
        int items = 0;
        do {
            ObjectNode answer = ask(question, page, inquiry);
            try {
                for (ObjectNode object : ApiJson.objects(answer, "items")) {
                    items++;
                    if (items > ITEMS_MAX) {
                        throw new MalformedAnswerException("lists more than " + ITEMS_MAX + " entries");
                    }
                    item.read(object);
                }
                page = ApiJson.text(answer, "next_page_token");
            } catch (MalformedAnswerException malformed) {
                throw dialogue.misbehaved(malformed, question.step());
            }
            if (page.isPresent() && page.get().length() > PAGE_TOKEN_LENGTH_MAX) {
                throw misbehaved(
                        "named a next page in more than " + PAGE_TOKEN_LENGTH_MAX + " characters", question.step());
            }
            if (page.isPresent() && !pages.add(page.get())) {
                throw misbehaved("named the same next page twice", question.step());
            }
            if (pages.size() > PAGES_MAX) {
                throw misbehaved("did not end its list within " + PAGES_MAX + " pages", question.step());
            }
        } while (page.isPresent());
    }

    private ObjectNode ask(Question question, Optional<String> page, Inquiry inquiry) {
        WebAddress address = dialogue.address(question.path());
        for (Map.Entry<String, String> filter : question.filters().entrySet()) {
            address = address.with(filter.getKey(), filter.getValue());
        }
        if (page.isPresent()) {
            address = address.with("page_token", page.get());
        }
        return dialogue.ask(
                address, tokens.token(inquiry), question.bodyBytesMax(), question.step(), tokens.remedy(), inquiry);
    }

    UndeterminedException misbehaved(String what, String step) {
        return dialogue.misbehaved(what, step);
    }
}
