package io.inferencegateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.observe.MetricsView.Identity;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProcessFiguresTest {
    @Test
    void a_pod_is_called_what_the_downward_api_calls_it() {
        assertThat(ProcessFigures.identity(Map.of("POD_NAME", "igw-0", "POD_NAMESPACE", "ml")))
                .isEqualTo(new Identity("http", "ml", "ml", "k8s.io/ingress-nginx", "igw-0"));
    }

    @Test
    void outside_a_pod_it_is_called_after_its_host() {
        Identity identity = ProcessFigures.identity(Map.of("POD_NAME", "", "POD_NAMESPACE", " "));
        assertThat(identity).isEqualTo(ProcessFigures.identity(Map.of()));
        assertThat(identity.namespace()).isEqualTo("default");
        assertThat(identity.controllerPod()).isNotBlank();
    }

    @Test
    void it_uses_memory_and_processor_time() {
        assertThat(ProcessFigures.now().residentBytes()).isPositive();
        assertThat(ProcessFigures.now().cpuSeconds()).isPositive();
    }
}
