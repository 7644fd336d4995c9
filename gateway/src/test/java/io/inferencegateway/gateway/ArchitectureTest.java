package io.inferencegateway.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows of the house, as in docs/architecture.md: they point one way, and the data plane knows no one above it. */
@AnalyzeClasses(packages = "io.inferencegateway", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String GATEWAY = "io.inferencegateway.gateway.";

    @ArchTest
    static final ArchRule the_proxy_sees_neither_control_plane_nor_configuration = noClasses()
            .that()
            .resideInAPackage(GATEWAY + "proxy..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    GATEWAY + "api..",
                    GATEWAY + "control..",
                    GATEWAY + "rollout..",
                    GATEWAY + "state..",
                    GATEWAY + "config..",
                    GATEWAY + "cli..");

    @ArchTest
    static final ArchRule the_grammar_of_the_wire_stands_alone = noClasses()
            .that()
            .resideInAnyPackage(GATEWAY + "wire..", GATEWAY + "grpc..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    GATEWAY + "proxy..",
                    GATEWAY + "upstream..",
                    GATEWAY + "time..",
                    GATEWAY + "route..",
                    GATEWAY + "observe..",
                    GATEWAY + "api..",
                    GATEWAY + "control..",
                    GATEWAY + "rollout..",
                    GATEWAY + "state..",
                    GATEWAY + "config..",
                    GATEWAY + "cli..");

    @ArchTest
    static final ArchRule connections_to_upstreams_do_not_know_who_sends_over_them = noClasses()
            .that()
            .resideInAPackage(GATEWAY + "upstream..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    GATEWAY + "proxy..",
                    GATEWAY + "observe..",
                    GATEWAY + "api..",
                    GATEWAY + "control..",
                    GATEWAY + "rollout..",
                    GATEWAY + "state..",
                    GATEWAY + "config..",
                    GATEWAY + "cli..");

    @ArchTest
    static final ArchRule who_is_let_in_is_decided_without_knowing_who_asks = noClasses()
            .that()
            .resideInAPackage(GATEWAY + "admission..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    GATEWAY + "proxy..",
                    GATEWAY + "upstream..",
                    GATEWAY + "observe..",
                    GATEWAY + "api..",
                    GATEWAY + "control..",
                    GATEWAY + "rollout..",
                    GATEWAY + "state..",
                    GATEWAY + "config..",
                    GATEWAY + "cli..");

    @ArchTest
    static final ArchRule routes_and_records_do_not_know_who_uses_them = noClasses()
            .that()
            .resideInAnyPackage(GATEWAY + "route..", GATEWAY + "observe..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    GATEWAY + "proxy..",
                    GATEWAY + "api..",
                    GATEWAY + "control..",
                    GATEWAY + "rollout..",
                    GATEWAY + "state..",
                    GATEWAY + "cli..");

    @ArchTest
    static final ArchRule rollouts_do_not_know_who_collects_and_alerts = noClasses()
            .that()
            .resideInAPackage(GATEWAY + "rollout..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    GATEWAY + "control..",
                    GATEWAY + "notify..",
                    GATEWAY + "api..",
                    GATEWAY + "proxy..",
                    GATEWAY + "cli..");

    @ArchTest
    static final ArchRule control_does_not_know_the_admin_api = noClasses()
            .that()
            .resideInAPackage(GATEWAY + "control..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(GATEWAY + "api..", GATEWAY + "proxy..", GATEWAY + "cli..");

    @ArchTest
    static final ArchRule notifications_do_not_know_what_they_tell_of = noClasses()
            .that()
            .resideInAPackage(GATEWAY + "notify..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    GATEWAY + "proxy..",
                    GATEWAY + "api..",
                    GATEWAY + "control..",
                    GATEWAY + "rollout..",
                    GATEWAY + "route..",
                    GATEWAY + "observe..",
                    GATEWAY + "cli..");

    @ArchTest
    static final ArchRule the_admin_api_does_not_touch_the_data_plane = noClasses()
            .that()
            .resideInAPackage(GATEWAY + "api..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(GATEWAY + "proxy..", GATEWAY + "cli..");

    @ArchTest
    static final ArchRule state_stands_alone = noClasses()
            .that()
            .resideInAPackage(GATEWAY + "state..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    GATEWAY + "proxy..",
                    GATEWAY + "api..",
                    GATEWAY + "control..",
                    GATEWAY + "rollout..",
                    GATEWAY + "route..",
                    GATEWAY + "observe..",
                    GATEWAY + "config..",
                    GATEWAY + "cli..");

    @ArchTest
    static final ArchRule configuration_stands_alone = noClasses()
            .that()
            .resideInAPackage(GATEWAY + "config..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    GATEWAY + "proxy..",
                    GATEWAY + "api..",
                    GATEWAY + "control..",
                    GATEWAY + "rollout..",
                    GATEWAY + "route..",
                    GATEWAY + "observe..",
                    GATEWAY + "state..",
                    GATEWAY + "cli..");

    @ArchTest
    static final ArchRule checks_know_neither_the_hot_path_nor_who_steers_by_them = noClasses()
            .that()
            .resideInAPackage(GATEWAY + "check..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    GATEWAY + "proxy..",
                    GATEWAY + "api..",
                    GATEWAY + "control..",
                    GATEWAY + "rollout..",
                    GATEWAY + "state..",
                    GATEWAY + "config..",
                    GATEWAY + "cli..");

    @ArchTest
    static final ArchRule the_listening_socket_knows_nobody = noClasses()
            .that()
            .resideInAPackage(GATEWAY + "accept..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    GATEWAY + "proxy..",
                    GATEWAY + "api..",
                    GATEWAY + "control..",
                    GATEWAY + "rollout..",
                    GATEWAY + "route..",
                    GATEWAY + "observe..",
                    GATEWAY + "state..",
                    GATEWAY + "config..",
                    GATEWAY + "cli..");

    @ArchTest
    static final ArchRule discovery_stands_alone = noClasses()
            .that()
            .resideInAPackage(GATEWAY + "discovery..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    GATEWAY + "proxy..",
                    GATEWAY + "api..",
                    GATEWAY + "control..",
                    GATEWAY + "rollout..",
                    GATEWAY + "route..",
                    GATEWAY + "observe..",
                    GATEWAY + "state..",
                    GATEWAY + "config..",
                    GATEWAY + "cli..");

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
}
