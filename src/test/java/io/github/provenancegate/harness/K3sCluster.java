package io.github.provenancegate.harness;

import com.github.dockerjava.api.DockerClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.images.builder.ImageFromDockerfile;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/// A k3s in a container, where a Docker engine can run and fetch it.
public final class K3sCluster implements AutoCloseable {
    /// The version of the other control plane; k3s follows Kubernetes' own numbers.
    private static final String IMAGE = "rancher/k3s:v1.37.2-k3s1";

    private final CloseStack parts = new CloseStack();
    private final K3sContainer container;
    private final Path folder;
    private final Path kubeconfig;

    private K3sCluster() throws IOException {
        folder = parts.push(TemporaryFolder.create("k3s")).path();
        container = parts.push(new K3sContainer(DockerImageName.parse(IMAGE)));
        container.start();
        kubeconfig = Files.writeString(folder.resolve("kubeconfig"), container.getKubeConfigYaml());
    }

    /// Starts one. Without an engine the calling test is skipped, whatever the environment says: no package of
    /// a machine brings one that may start containers.
    public static K3sCluster start() throws IOException {
        expectEngine();
        return new K3sCluster();
    }

    /// Skips the calling test where no Docker engine answers.
    public static void expectEngine() {
        // asked first, since Testcontainers tells at length of every way in which it found none
        var likely = System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock"));
        if (!(likely && DockerClientFactory.instance().isDockerAvailable())) {
            throw MissingPart.skip("no Docker engine answers here");
        }
    }

    /// Builds the image that the Dockerfile describes from the jar that was packaged.
    ///
    /// @return its name
    public static String buildProduct() {
        expectEngine();
        var project = Project.folder();
        return new ImageFromDockerfile("localhost/provgate:engine", false)
                .withFileFromPath("Dockerfile", project.resolve("Dockerfile"))
                .withFileFromPath("target/provgate.jar", project.resolve("target/provgate.jar"))
                .get();
    }

    /// Gives the node an image of the engine's, which it could fetch from nowhere.
    public void load(String image) throws IOException, InterruptedException {
        var archive = folder.resolve("image.tar");
        DockerClient engine = DockerClientFactory.instance().client();
        try (InputStream saved = engine.saveImageCmd(image).exec()) {
            Files.copy(saved, archive, StandardCopyOption.REPLACE_EXISTING);
        }
        container.copyFileToContainer(MountableFile.forHostPath(archive), "/tmp/image.tar");
        var imported = container.execInContainer("ctr", "--namespace", "k8s.io", "images", "import", "/tmp/image.tar");
        if (imported.getExitCode() != 0) {
            throw new AssertionError(imported.getStderr());
        }
    }

    public Kubectl kubectl() {
        return new Kubectl(GoTool.KUBECTL.binary(), kubeconfig, folder);
    }

    public Helm helm() {
        return new Helm(GoTool.HELM, kubeconfig, folder);
    }

    @Override
    public void close() {
        parts.close();
    }
}
