# The image of the webhook and the command line. Build the jar first: the image holds the very bytes that were tested.
#   ./mvnw package && docker build -t provgate .
# Any image with a Java 25 and nothing else will do; it needs no shell.
ARG RUNTIME_IMAGE=cgr.dev/chainguard/jre:latest

# Trains the ahead-of-time cache on the very JVM that will use it: the webhook runs once, from start to end. What it
# learns of how often code runs is left out: a rehearsal is no guide for that, and code compiled by it is slower.
FROM ${RUNTIME_IMAGE} AS train
USER 0
WORKDIR /app
# The list of what is in the jar (CycloneDX) is there when Maven was not told to work offline.
COPY target/provgate.jar target/bom.jso[n] /app/
RUN ["java", "-XX:AOTCacheOutput=/app/provgate.aot", "-XX:+UnlockDiagnosticVMOptions", "-XX:-AOTRecordTraining", "-XX:+UseSerialGC", "--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED", "-jar", "/app/provgate.jar", "rehearse"]

FROM ${RUNTIME_IMAGE}
ARG VERSION=development
ARG REVISION=unknown
ARG RUNTIME_IMAGE
LABEL org.opencontainers.image.title="Provenance Gate" \
      org.opencontainers.image.description="Admits only images whose Chainguard or Sigstore signature is proven" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.source="https://github.com/provenance-gate/provenance-gate" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.base.name="${RUNTIME_IMAGE}"
# The cache names the jar by time and size, which a copy between stages keeps.
COPY --from=train /app/ /app/
WORKDIR /tmp
USER 65532:65532
EXPOSE 10250 9000
# Few reviews come, so a fifth of the usual number makes the JVM compile for speed. Compiled code takes 20 MB; the more
# room there is for it, the longer the JVM leaves both the code and the objects that nobody needs any more.
# Beside the heap the JVM needs 190 MB under load; many arenas of the C library would make it more.
ENV MALLOC_ARENA_MAX=2
# JDK_JAVA_OPTIONS adds to these options. A cache that does not fit is passed over, unless -XX:AOTMode=on is among them.
ENTRYPOINT ["java", "-XX:AOTCache=/app/provgate.aot", "-XX:Tier4InvocationThreshold=1000", "-XX:Tier4MinInvocationThreshold=120", "-XX:Tier4CompileThreshold=3000", "-XX:ReservedCodeCacheSize=48m", "-Xlog:disable", "-Xlog:all=error:stderr", "-XX:+UseSerialGC", "-XX:MaxRAMPercentage=40", "-XX:+ExitOnOutOfMemoryError", "--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED", "-jar", "/app/provgate.jar"]
CMD ["serve"]
