package io.github.provenancegate.harness;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives tests the [ProductImage] as a parameter: one for the whole run, built for the first class that wants it, gone
/// with the run.
public final class ProductImageExtension implements BeforeAllCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(ProductImageExtension.class);

    /// Built before any parameter is asked for: only here does a missing part skip the class.
    @Override
    public void beforeAll(ExtensionContext context) {
        image(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == ProductImage.class;
    }

    @Override
    public ProductImage resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return image(context);
    }

    private static ProductImage image(ExtensionContext context) {
        return context.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE)
                .computeIfAbsent(ProductImage.class, _ -> ProductImage.build(), ProductImage.class);
    }
}
