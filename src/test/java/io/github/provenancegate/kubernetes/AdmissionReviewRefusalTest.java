package io.github.provenancegate.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdmissionReviewRefusalTest {
    private static final String SOUND =
            AdmissionReviews.create(AdmissionReviews.pod("{\"containers\":[{\"name\":\"app\",\"image\":\"x\"}]}"));

    @Test
    void theSoundReviewIsRead() {
        assertThat(AdmissionReviews.read(SOUND).imagesBroughtIn()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            admission.k8s.io/v1"           | admission.k8s.io/v1beta1"      | apiVersion is not admission.k8s.io/v1
            "kind":"AdmissionReview"       | "kind":"Review"                | kind is not AdmissionReview
            "kind":"AdmissionReview"       | "kind":5                       | kind is not AdmissionReview
            "request":{                    | "request":null,"other":{       | request is no object
            "request":{                    | "request":[],"other":{         | request is no object
            "request":{                    | "other":{                      | request is missing
            "uid":"705ab4f5-6393-11e8-b7cc-42010a800002", | ~~             | request.uid is missing
            "uid":"705ab4f5-6393-11e8-b7cc-42010a800002"  | "uid":""       | request.uid is missing
            "uid":"705ab4f5-6393-11e8-b7cc-42010a800002"  | "uid":7        | request.uid is no text
            "operation":"CREATE"           | "operation":"PATCH"            | request.operation is none of the four
            "operation":"CREATE",          | ~~                             | request.operation is none of the four
            "object":{"kind":"Pod","apiVersion":"v1" | "object":null,"x":{"kind":"Pod","apiVersion":"v1" | request.object is missing
            "object":{"kind":"Pod","apiVersion":"v1" | "object":[],"x":{"kind":"Pod","apiVersion":"v1" | request.object is no object
            "object":{"kind":"Pod","apiVersion":"v1" | "x":{"kind":"Pod","apiVersion":"v1" | request.object is missing
            "object":{"kind":"Pod","apiVersion":"v1" | "object":{"kind":"Node","apiVersion":"v1" | request.object is of another kind
            "object":{"kind":"Pod","apiVersion":"v1" | "object":{"kind":"Pod","apiVersion":"v2" | request.object is of another kind
            "object":{"kind":"Pod","apiVersion":"v1" | "object":{"kind":"Pod"              | request.object is of another kind
            "oldObject":null               | "oldObject":{"kind":"Node"}    | request.oldObject is of another kind
            "oldObject":null               | "oldObject":"x"                | request.oldObject is no object
            "kind":{"group":"","version":"v1","kind":"Pod"} | "kind":"Pod"  | request.kind is no object
            "kind":{"group":"","version":"v1","kind":"Pod"} | "kind":{}     | request.kind is missing
            [{"name":"app","image":"x"}]   | {"name":"app","image":"x"}     | request.object.spec.containers is no list
            [{"name":"app","image":"x"}]   | ["x"]                          | request.object.spec.containers[0] is no object
            "image":"x"                    | "image":5                      | request.object.spec.containers[0].image is no text
            "image":"x"                    | "image":"x","image":"y"        | Duplicate field 'image'
            "name":"web",                  | "name":"web","name":"web",     | Duplicate field 'name'
            "spec":                        | "specs":                       | request.object.spec is missing
            "status":{                     | "spec":{},"status":{           | Duplicate field 'spec'
            "status":{"phase":"Pending"    | "status":{"a":1,"a":2          | Duplicate field 'a'
            "phase":"Pending"              | "phase":tru                    | the body is not well-formed
            "phase":"Pending"              | "phase":01                     | the body is not well-formed
            "phase":"Pending"              | "phase":'x'                    | the body is not well-formed
            "phase":"Pending"              | "phase":NaN                    | the body is not well-formed
            "phase":"Pending"              | "phase":"x",                   | the body is not well-formed
            "phase":"Pending"              | "phase":"\\x"                  | the body is not well-formed
            """)
    void oneFaultIsRefused(String sound, String spoiled, String told) {
        assertThat(SOUND).contains(sound);
        refuses(SOUND.replace(sound, spoiled), told);
    }

    @Test
    void whatIsNoWholeReviewIsRefused() {
        refuses("", "the body is no object");
        refuses("  \n", "the body is no object");
        refuses("null", "the body is no object");
        refuses("[]", "the body is no object");
        refuses("{}", "apiVersion is not");
        refuses(SOUND.substring(0, SOUND.length() / 2), "the body is not well-formed");
        refuses(SOUND.stripTrailing().substring(0, SOUND.stripTrailing().length() - 1), "the body is not well-formed");
        refuses(SOUND + "{}", "text follows the body's object");
        refuses(SOUND + "x", "the body is not well-formed");
        refuses("\uFEFF" + SOUND, "the body does not begin as JSON in UTF-8");
    }

    @Test
    void otherEncodingsThanUtf8AreRefused() {
        assertThatThrownBy(() -> AdmissionReviewReader.read(SOUND.getBytes(StandardCharsets.UTF_16)))
                .isInstanceOf(AdmissionReviewRefusedException.class);
        assertThatThrownBy(() -> AdmissionReviewReader.read(SOUND.getBytes(StandardCharsets.UTF_16LE)))
                .isInstanceOf(AdmissionReviewRefusedException.class);
        byte[] broken = SOUND.replace("alice", "@@@@@").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < broken.length; i++) {
            broken[i] = broken[i] == '@' ? (byte) 0xC3 : broken[i];
        }
        assertThatThrownBy(() -> AdmissionReviewReader.read(broken))
                .isInstanceOf(AdmissionReviewRefusedException.class);
    }

    @Test
    void nestingIsLimited() {
        String deepest = "[".repeat(990) + "]".repeat(990);
        assertThatCode(() -> AdmissionReviews.read(SOUND.replace("\"Pending\"", deepest)))
                .doesNotThrowAnyException();
        refuses(SOUND.replace("\"Pending\"", "[".repeat(1_000) + "]".repeat(1_000)), "the body is not well-formed");
        refuses(SOUND.replace("\"Pending\"", "[".repeat(5_000_000)), "the body is not well-formed");
        refuses(SOUND.replace("\"Pending\"", "{\"a\":".repeat(1_000_000)), "the body is not well-formed");
    }

    @Test
    void textsAndNumbersAreLimitedEvenWhereNobodyReadsThem() {
        refuses(SOUND.replace("Pending", "x".repeat(20_000_001)), "the body is not well-formed");
        refuses(SOUND.replace("\"image\":\"x\"", "\"image\":\"" + "x".repeat(20_000_001) + "\""), "not well-formed");
        refuses(SOUND.replace("\"Pending\"", "1".repeat(1_000_000)), "the body is not well-formed");
        refuses(SOUND.replace("\"Pending\"", "1." + "1".repeat(1_000_000)), "the body is not well-formed");
        refuses(SOUND.replace("\"phase\"", "\"" + "x".repeat(100_000) + "\""), "the body is not well-formed");
        refuses(SOUND.replace(AdmissionReviews.UID, "u".repeat(129)), "request.uid has more than 128 characters");
    }

    @Test
    void aMessageRepeatsNoControlCharacters() {
        assertThatThrownBy(
                        () -> AdmissionReviews.read(SOUND.replace("\"phase\"", "\"a\\u001b[31m\":1,\"a\\u001b[31m\"")))
                .isInstanceOf(AdmissionReviewRefusedException.class)
                .hasMessageContaining("\\u001b[31m")
                .hasMessageNotContaining("\u001b");
    }

    private static void refuses(String review, String told) {
        assertThatThrownBy(() -> AdmissionReviews.read(review))
                .isInstanceOf(AdmissionReviewRefusedException.class)
                .hasMessageContaining(told);
    }
}
