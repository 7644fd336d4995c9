package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of the wire's rules in {@code docs/wire.md} names tests that are there. */
class WireTableTest {
    private static final List<String> ROOMS =
            List.of("proxy", "wire", "upstream", "admission", "discovery", "endtoend", "grpc", "route");
    private static final Pattern ROW = Pattern.compile("\\| (\\d+) \\| [^|]+ \\| ([^|]+) \\|");
    private static final Pattern NAMED = Pattern.compile("`(\\w+)#(\\w+)`");

    @Test
    void has_one_row_for_each_rule_and_names_a_test_in_each() throws IOException {
        assertThat(rows()).hasSizeGreaterThan(40);
        assertThat(rows())
                .extracting(row -> row.get(0))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, rows().size())
                        .mapToObj(Integer::toString)
                        .toList());
        assertThat(rows()).allSatisfy(row -> assertThat(row).hasSizeGreaterThan(1));
    }

    @ParameterizedTest
    @MethodSource("named")
    void names_a_test_that_is_there(String named) {
        String[] parts = named.split("#", 2);
        Class<?> tests = testClass(parts[0]);
        assertThat(Arrays.stream(tests.getDeclaredMethods())
                        .filter(method -> method.getName().equals(parts[1]))
                        .filter(WireTableTest::isTest))
                .as(named)
                .isNotEmpty();
    }

    /** The table names classes alone: no two of these rooms may have one of the same name. */
    private static Class<?> testClass(String name) {
        List<Class<?>> found = new ArrayList<>();
        for (String room : ROOMS) {
            try {
                found.add(Class.forName("io.inferencegateway.gateway." + room + '.' + name));
            } catch (ClassNotFoundException elsewhere) {
                continue;
            }
        }
        assertThat(found).as(name).hasSize(1);
        return found.get(0);
    }

    private static boolean isTest(Method method) {
        return method.isAnnotationPresent(Test.class) || method.isAnnotationPresent(ParameterizedTest.class);
    }

    static List<String> named() throws IOException {
        return rows().stream().flatMap(row -> row.stream().skip(1)).distinct().toList();
    }

    /** The number of each row, and the tests that it names. */
    private static List<List<String>> rows() throws IOException {
        List<List<String>> rows = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("../docs/wire.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                List<String> cells = new ArrayList<>(List.of(row.group(1)));
                Matcher names = NAMED.matcher(row.group(2));
                while (names.find()) {
                    cells.add(names.group(1) + '#' + names.group(2));
                }
                rows.add(cells);
            }
        }
        return rows;
    }
}
