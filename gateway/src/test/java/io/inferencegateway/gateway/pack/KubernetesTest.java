package io.inferencegateway.gateway.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.inferencegateway.gateway.config.ConfigLoader;
import io.inferencegateway.gateway.config.ConfigResult;
import io.inferencegateway.gateway.config.GatewayConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The Kubernetes base against the API's own classes, and against the configuration that it runs with. */
class KubernetesTest {
    private static final Path BASE = Path.of("..", "config", "deploy", "kubernetes");
    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.of(
            "namespace.yaml", Namespace.class,
            "serviceaccount.yaml", ServiceAccount.class,
            "state.yaml", PersistentVolumeClaim.class,
            "deployment.yaml", Deployment.class,
            "service.yaml", Service.class,
            "poddisruptionbudget.yaml", PodDisruptionBudget.class,
            "networkpolicy.yaml", NetworkPolicy.class);

    /** The API's classes keep what they do not know; here an unknown field is a mistake. */
    private static final ObjectMapper STRICT = new ObjectMapper()
            .setAnnotationIntrospector(new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1;

                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                    return false;
                }
            })
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    @Test
    void every_object_is_one_that_the_api_knows_without_an_unknown_field() throws Exception {
        for (Map.Entry<String, Class<? extends HasMetadata>> kind : KINDS.entrySet()) {
            HasMetadata object = read(kind.getKey(), kind.getValue());
            HasMetadata plain = kind.getValue().getDeclaredConstructor().newInstance();
            assertThat(object.getApiVersion()).as(kind.getKey()).isEqualTo(plain.getApiVersion());
            assertThat(object.getKind()).as(kind.getKey()).isEqualTo(plain.getKind());
            assertThat(object.getMetadata().getName()).as(kind.getKey()).startsWith("inference-gateway");
        }
    }

    @Test
    void an_unknown_field_at_any_depth_would_be_noticed() throws Exception {
        Map<String, Object> deployment = AlertRules.read(BASE.resolve("deployment.yaml"));
        String json = STRICT.writeValueAsString(deployment).replace("\"periodSeconds\"", "\"periodSecond\"");

        assertThatThrownBy(() -> STRICT.readValue(json, Deployment.class)).hasMessageContaining("periodSecond");
    }

    @Test
    void the_kustomization_names_every_file_of_the_folder() throws Exception {
        Map<String, Object> kustomization = AlertRules.read(BASE.resolve("kustomization.yaml"));
        Set<String> files = AlertRules.files(BASE, "*.yaml").stream()
                .map(file -> file.getFileName().toString())
                .collect(Collectors.toCollection(TreeSet::new));
        files.removeAll(Set.of("kustomization.yaml", "gateway.yaml"));

        assertThat(kustomization.keySet())
                .containsExactlyInAnyOrder(
                        "apiVersion",
                        "kind",
                        "namespace",
                        "resources",
                        "images",
                        "configMapGenerator",
                        "generatorOptions");
        assertThat(strings(kustomization, "resources")).containsExactlyInAnyOrderElementsOf(files);
        Set<String> known = new TreeSet<>(KINDS.keySet());
        known.add("servicemonitor.yaml");
        assertThat(files).isEqualTo(known);
    }

    /** There is no class of the operator's to read it with: its few fields are compared with what stands in its definition. */
    @Test
    void the_service_monitor_asks_the_admin_port_of_the_service() throws Exception {
        Map<String, Object> monitor = AlertRules.read(BASE.resolve("servicemonitor.yaml"));
        assertThat(monitor)
                .containsEntry("apiVersion", "monitoring.coreos.com/v1")
                .containsEntry("kind", "ServiceMonitor");
        Map<String, Object> spec = AlertRules.map(monitor, "spec");
        assertThat(spec.keySet()).containsExactlyInAnyOrder("jobLabel", "selector", "endpoints");
        List<Map<String, Object>> endpoints = AlertRules.maps(spec, "endpoints");
        Service service = read("service.yaml", Service.class);
        for (Map<String, Object> endpoint : endpoints) {
            assertThat(endpoint.keySet())
                    .contains("port", "path", "interval", "scrapeTimeout", "authorization")
                    .isSubsetOf("port", "path", "interval", "scrapeTimeout", "authorization", "relabelings");
            assertThat(service.getSpec().getPorts().stream().map(ServicePort::getName))
                    .contains(String.valueOf(endpoint.get("port")));
        }
        assertThat(endpoints.stream().map(each -> each.get("path"))).containsExactly("/metrics", "/metrics/quality");
        assertThat(AlertRules.maps(endpoints.get(1), "relabelings"))
                .as("a job of its own: up of the other is counted")
                .containsExactly(Map.of("targetLabel", "job", "replacement", "inference-gateway-quality"));
        String label = String.valueOf(spec.get("jobLabel"));
        assertThat(service.getMetadata().getLabels())
                .as("the job's name, which the alerts expect")
                .containsEntry(label, "inference-gateway")
                .containsAllEntriesOf(AlertRules.texts(AlertRules.map(spec, "selector"), "matchLabels"));
    }

    @Test
    void whatever_selects_the_pods_selects_these_pods() throws Exception {
        Deployment deployment = read("deployment.yaml", Deployment.class);
        Map<String, String> pods =
                deployment.getSpec().getTemplate().getMetadata().getLabels();

        assertThat(pods).containsAllEntriesOf(deployment.getSpec().getSelector().getMatchLabels());
        assertThat(pods)
                .containsAllEntriesOf(
                        read("service.yaml", Service.class).getSpec().getSelector());
        assertThat(pods)
                .containsAllEntriesOf(read("poddisruptionbudget.yaml", PodDisruptionBudget.class)
                        .getSpec()
                        .getSelector()
                        .getMatchLabels());
        assertThat(pods)
                .containsAllEntriesOf(read("networkpolicy.yaml", NetworkPolicy.class)
                        .getSpec()
                        .getPodSelector()
                        .getMatchLabels());
    }

    @Test
    void the_pod_is_given_the_time_its_configuration_drains_and_asks_the_ports_it_listens_on() throws Exception {
        GatewayConfig config = configuration();
        PodSpec pod = read("deployment.yaml", Deployment.class)
                .getSpec()
                .getTemplate()
                .getSpec();
        Container gateway = pod.getContainers().get(0);

        Duration grace = Duration.ofSeconds(pod.getTerminationGracePeriodSeconds());
        Duration waits = Duration.ofSeconds(
                gateway.getLifecycle().getPreStop().getSleep().getSeconds());
        assertThat(grace).isGreaterThanOrEqualTo(waits.plus(config.drain()).plusSeconds(5));
        Map<String, Integer> ports = gateway.getPorts().stream()
                .collect(Collectors.toMap(port -> port.getName(), port -> port.getContainerPort()));
        assertThat(ports)
                .containsEntry("traffic", config.listen().traffic().port())
                .containsEntry("admin", config.listen().admin().port());
        assertThat(gateway.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/readyz");
        assertThat(gateway.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/healthz");
        for (ServicePort port : read("service.yaml", Service.class).getSpec().getPorts()) {
            assertThat(ports).containsKey(port.getTargetPort().getStrVal());
        }
    }

    @Test
    void the_pod_has_no_right_that_it_does_not_need() throws Exception {
        PodSpec pod = read("deployment.yaml", Deployment.class)
                .getSpec()
                .getTemplate()
                .getSpec();
        Container gateway = pod.getContainers().get(0);

        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(gateway.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
        assertThat(gateway.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(gateway.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(gateway.getResources().getLimits()).containsKey("memory");
        assertThat(gateway.getResources().getRequests()).containsKeys("cpu", "memory");
    }

    private static GatewayConfig configuration() throws Exception {
        ConfigResult result = new ConfigLoader(variable -> "token-of-" + variable)
                .load(BASE.resolve("gateway.yaml").toString());
        assertThat(result).isInstanceOf(ConfigResult.Loaded.class);
        return ((ConfigResult.Loaded) result).config();
    }

    private static <T> T read(String file, Class<T> type) throws Exception {
        return STRICT.convertValue(AlertRules.read(BASE.resolve(file)), type);
    }

    @SuppressWarnings("unchecked")
    private static List<String> strings(Map<String, Object> parent, String key) {
        return (List<String>) parent.getOrDefault(key, List.of());
    }
}
