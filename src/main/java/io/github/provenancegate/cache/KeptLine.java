package io.github.provenancegate.cache;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.provenancegate.evidence.Signer;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.verdict.AllowedSigner;
import io.github.provenancegate.verify.Document;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The lines of the file: the first names format and version, each other holds one [Kept] as a JSON object. No
/// digest of a document is written: it is computed from the bytes whenever they are read.
final class KeptLine {
    /// One image's answers; genuine ones have 10 to 50 KiB.
    static final int LINE_BYTES_MAX = 1 << 20;

    /// Answers of one line, written in base64, fill at most this much of it.
    static final long ANSWER_BYTES_MAX = LINE_BYTES_MAX / 4 * 3 - (64 << 10);

    /// Platforms of an index with their configurations.
    static final int ANSWERS_MAX = 128;

    static final int SIGNERS_MAX = 16;

    private static final String FORMAT = "provgate-cache";
    private static final int VERSION = 1;

    private static final Pattern MEDIA_TYPE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9!#$&^_.+/-]{0,127}");

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(8) // a line is three deep
                            .maxStringLength(LINE_BYTES_MAX)
                            .maxNameLength(32)
                            .maxNumberLength(20)
                            .maxTokenCount(4096) // all answers and signers with their members
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    private static final ObjectReader HEADS = MAPPER.readerFor(Head.class);
    private static final ObjectReader LINES = MAPPER.readerFor(Line.class);
    private static final ObjectWriter WRITER = MAPPER.writer();

    private KeptLine() {}

    private record Head(@Nullable String format, int version) {}

    private record SignerText(
            @Nullable String issuer,
            @Nullable String subject,
            @Nullable String trustRoot) {}

    private record AnswerText(
            @Nullable String tag,
            @Nullable String mediaType,
            @Nullable String content) {}

    /// @param since seconds since 1970
    private record Line(
            Kept.@Nullable About about,
            @Nullable String image,
            long since,
            @Nullable List<SignerText> signers,
            @Nullable List<AnswerText> answers) {}

    /// Says that a line is none of this format; its message quotes nothing of it.
    static final class MalformedLineException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedLineException(String message) {
            super(message);
        }
    }

    /// The first line, without its end.
    static byte[] head() {
        return write(new Head(FORMAT, VERSION));
    }

    /// @throws MalformedLineException when it begins a file of another format or version
    static void checkHead(byte[] line) throws MalformedLineException {
        Head head;
        try {
            head = HEADS.readValue(line);
        } catch (IOException _) {
            throw new MalformedLineException("it is no file of this program");
        }
        if (!FORMAT.equals(head.format())) {
            throw new MalformedLineException("it is no file of this program");
        }
        if (head.version() != VERSION) {
            throw new MalformedLineException(
                    "it has the version " + head.version() + ", this program reads " + VERSION);
        }
    }

    static byte[] of(Kept kept) {
        return write(new Line(
                kept.about(),
                kept.image().toString(),
                kept.since().getEpochSecond(),
                kept.signers().stream()
                        .map(one -> new SignerText(
                                one.signer().issuer(), one.signer().subject(), one.trustRoot()))
                        .toList(),
                kept.answers().stream()
                        .map(answer -> new AnswerText(
                                answer.tag().orElse(""),
                                answer.document().mediaType(),
                                Base64.getEncoder()
                                        .encodeToString(answer.document().content())))
                        .toList()));
    }

    private static byte[] write(Object line) {
        try {
            return WRITER.writeValueAsBytes(line);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException("texts and numbers can be written", impossible);
        }
    }

    /// @throws MalformedLineException when it is no such line, or goes beyond a limit
    static Kept parse(byte[] line) throws MalformedLineException {
        try {
            Line read = LINES.readValue(line);
            List<SignerText> signers = given(read.signers());
            List<AnswerText> answers = given(read.answers());
            if (signers.size() > SIGNERS_MAX || answers.size() > ANSWERS_MAX) {
                throw new MalformedLineException("a line has too many parts");
            }
            if (!(ImageReference.parse(given(read.image())) instanceof ImageReference.Pinned image)) {
                throw new MalformedLineException("a line names no image by digest");
            }
            return new Kept(
                    given(read.about()),
                    PinnedImage.of(image),
                    Instant.ofEpochSecond(read.since()),
                    signers.stream().map(KeptLine::signer).toList(),
                    answers.stream().map(KeptLine::answer).toList());
        } catch (IOException | IllegalArgumentException | DateTimeException _) {
            throw new MalformedLineException("a line cannot be read");
        }
    }

    private static <T> T given(@Nullable T value) {
        return Optional.ofNullable(value).orElseThrow(() -> new IllegalArgumentException("is missing"));
    }

    private static AllowedSigner signer(@Nullable SignerText text) {
        SignerText given = given(text);
        return new AllowedSigner(new Signer(given(given.issuer()), given(given.subject())), given(given.trustRoot()));
    }

    private static Kept.Answer answer(@Nullable AnswerText text) {
        AnswerText given = given(text);
        String tag = given(given.tag());
        String mediaType = given(given.mediaType());
        if (!(tag.isEmpty() || ImageReference.TAG.matcher(tag).matches())
                || !(mediaType.isEmpty() || MEDIA_TYPE.matcher(mediaType).matches())) {
            throw new IllegalArgumentException("no tag or no media type");
        }
        byte[] content = Base64.getDecoder().decode(given(given.content()));
        return new Kept.Answer(
                tag.isEmpty() ? Optional.empty() : Optional.of(tag), new Document(sha256(content), mediaType, content));
    }

    private static Digest sha256(byte[] content) {
        try {
            return Digest.of(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("each Java platform has SHA-256", impossible);
        }
    }
}
