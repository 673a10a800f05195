package io.github.provenancegate.transport;

import io.github.provenancegate.verify.Secret;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One question to a host.
///
/// @param destination who named the host
/// @param headers besides those that every call has; no secrets
/// @param authorization the `Authorization` header's value, for this address's origin alone
/// @param form fields of a `POST`; of no other method
/// @param bodyBytesMax how much of a body is ever read
/// @param step what is being done, in words that stand after "while"
public record HttpCall(
        Method method,
        WebAddress address,
        Destination destination,
        Map<String, String> headers,
        Optional<Secret> authorization,
        List<FormField> form,
        long bodyBytesMax,
        String step) {
    /// The methods in use; all but `POST` may be repeated.
    public enum Method {
        GET,
        HEAD,
        POST
    }

    /// A field of an `application/x-www-form-urlencoded` body.
    public record FormField(String name, Secret value) {}

    public HttpCall {
        headers = Map.copyOf(headers);
        form = List.copyOf(form);
    }

    /// A call without headers, credentials and form.
    public static HttpCall of(
            Method method, WebAddress address, Destination destination, long bodyBytesMax, String step) {
        return new HttpCall(method, address, destination, Map.of(), Optional.empty(), List.of(), bodyBytesMax, step);
    }

    /// The same call with these headers.
    public HttpCall withHeaders(Map<String, String> other) {
        return new HttpCall(method, address, destination, other, authorization, form, bodyBytesMax, step);
    }

    /// The same call, authorised.
    public HttpCall withAuthorization(Optional<Secret> other) {
        return new HttpCall(method, address, destination, headers, other, form, bodyBytesMax, step);
    }

    /// The same call with these form fields.
    public HttpCall withForm(List<FormField> other) {
        return new HttpCall(method, address, destination, headers, authorization, other, bodyBytesMax, step);
    }
}
