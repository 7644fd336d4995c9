package io.inferencegateway.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;

/** The arrows of the house, as in docs/architecture.md: they point one way, and the data plane knows no one above it. */
@AnalyzeClasses(packages = "io.inferencegateway", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String GATEWAY = "io.inferencegateway.gateway.";
    private static final String CONTROL_PLANE = "api control rollout state config cli";

    @ArchTest
    static final ArchRule the_proxy_sees_neither_control_plane_nor_configuration = strangers("proxy", CONTROL_PLANE);

    @ArchTest
    static final ArchRule the_grammar_of_the_wire_stands_alone =
            strangers("wire grpc", "proxy upstream time route observe " + CONTROL_PLANE);

    @ArchTest
    static final ArchRule tokens_are_counted_without_knowing_who_looks =
            strangers("tokens", "proxy upstream wire time route observe " + CONTROL_PLANE);

    @ArchTest
    static final ArchRule connections_to_upstreams_do_not_know_who_sends_over_them =
            strangers("upstream", "proxy observe " + CONTROL_PLANE);

    @ArchTest
    static final ArchRule who_is_let_in_is_decided_without_knowing_who_asks =
            strangers("admission", "proxy upstream observe " + CONTROL_PLANE);

    @ArchTest
    static final ArchRule routes_and_records_do_not_know_who_uses_them =
            strangers("route observe", "proxy api control rollout state cli");

    @ArchTest
    static final ArchRule rollouts_do_not_know_who_collects_and_alerts =
            strangers("rollout", "control notify api proxy cli");

    @ArchTest
    static final ArchRule control_does_not_know_the_admin_api = strangers("control", "api proxy cli");

    @ArchTest
    static final ArchRule alerts_do_not_know_the_admin_api_nor_how_others_are_told =
            strangers("alert", "api proxy cli notify");

    @ArchTest
    static final ArchRule nobody_below_the_admin_api_knows_alerts =
            strangers("control rollout observe route notify state config", "alert");

    @ArchTest
    static final ArchRule the_quality_plane_knows_neither_the_hot_path_nor_who_reads_its_reports =
            strangers("quality", "proxy upstream api control rollout alert notify cli");

    @ArchTest
    static final ArchRule payloads_are_read_without_knowing_what_becomes_of_them = noClasses()
            .that()
            .resideInAPackage(GATEWAY + "quality.payload")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(GATEWAY + "quality", GATEWAY + "state..", "io.vertx..", "io.netty..");

    @ArchTest
    static final ArchRule rows_of_files_are_read_without_knowing_that_there_is_a_gateway =
            strangers("quality.rows", "quality.payload proxy route observe config state notify alert " + CONTROL_PLANE);

    @ArchTest
    static final ArchRule notifications_do_not_know_what_they_tell_of =
            strangers("notify", "proxy api control rollout route observe cli");

    @ArchTest
    static final ArchRule what_holds_of_all_that_is_sent_knows_nobody_who_sends =
            strangers("outbound", "proxy trace notify config route observe " + CONTROL_PLANE);

    @ArchTest
    static final ArchRule the_admin_api_does_not_touch_the_data_plane = strangers("api", "proxy cli");

    @ArchTest
    static final ArchRule state_stands_alone = strangers("state", "proxy api control rollout route observe config cli");

    @ArchTest
    static final ArchRule configuration_stands_alone =
            strangers("config", "proxy api control rollout route observe state cli");

    @ArchTest
    static final ArchRule checks_know_neither_the_hot_path_nor_who_steers_by_them =
            strangers("check", "proxy " + CONTROL_PLANE);

    @ArchTest
    static final ArchRule what_upstreams_use_is_read_without_knowing_who_looks =
            strangers("resources", "proxy observe api control rollout state cli");

    @ArchTest
    static final ArchRule the_listening_socket_knows_nobody =
            strangers("accept", "proxy route observe " + CONTROL_PLANE);

    @ArchTest
    static final ArchRule traces_are_told_of_exchanges_and_do_not_ask =
            strangers("trace", "proxy upstream admission api control rollout state cli notify");

    @ArchTest
    static final ArchRule what_begins_a_trace_knows_neither_the_configuration_nor_who_brings_it_away = noClasses()
            .that()
            .resideInAPackage(GATEWAY + "trace")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(GATEWAY + "config..", GATEWAY + "trace.otlp..", "com.google.protobuf..");

    @ArchTest
    static final ArchRule discovery_stands_alone = strangers("discovery", "proxy route observe " + CONTROL_PLANE);

    @ArchTest
    static final ArchRule what_an_answer_changes_is_decided_without_input_or_output = noClasses()
            .that()
            .resideInAPackage(GATEWAY + "discovery")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "io.netty.channel..", "io.netty.resolver..", GATEWAY + "discovery.dns..");

    @ArchTest
    static final ArchRule pure_modules_do_no_input_or_output = noClasses()
            .that()
            .resideInAnyPackage("io.inferencegateway.monitoring..", "io.inferencegateway.canary..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "io.netty..", "java.io..", "java.net..", "java.sql..");

    @ArchTest
    static final ArchRule no_package_is_part_of_a_cycle =
            slices().matching("io.inferencegateway.(**)").should().beFreeOfCycles();

    /** None of {@code rooms} knows one of {@code others}; names of packages below {@link #GATEWAY}, apart by spaces. */
    private static ArchRule strangers(String rooms, String others) {
        return noClasses()
                .that()
                .resideInAnyPackage(packages(rooms))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages(others));
    }

    private static String[] packages(String names) {
        return Stream.of(names.split(" ")).map(name -> GATEWAY + name + "..").toArray(String[]::new);
    }
}
