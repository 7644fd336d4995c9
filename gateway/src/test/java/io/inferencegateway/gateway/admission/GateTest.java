package io.inferencegateway.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GateTest {
    private final Gate gate = new Gate();
    private final List<String> granted = new ArrayList<>();

    @Test
    void lets_as_many_in_as_the_limit_says() {
        assertThat(gate.tryEnter(2)).isTrue();
        assertThat(gate.tryEnter(2)).isTrue();
        assertThat(gate.tryEnter(2)).isFalse();
        gate.leave();
        assertThat(gate.tryEnter(2)).isTrue();
        assertThat(gate.inFlight()).isEqualTo(2);
    }

    @Test
    void gives_a_place_that_becomes_free_to_who_has_waited_longest() {
        assertThat(gate.tryEnter(1)).isTrue();
        assertThat(gate.queue(9, waiter("a"))).isTrue();
        assertThat(gate.queue(9, waiter("b"))).isTrue();
        gate.leave();
        assertThat(granted).containsExactly("a");
        assertThat(gate.inFlight()).isEqualTo(1);
        assertThat(gate.tryEnter(1)).as("nobody gets ahead of b").isFalse();
        gate.leave();
        assertThat(granted).containsExactly("a", "b");
        gate.leave();
        assertThat(gate.inFlight()).isZero();
        assertThat(gate.waiting()).isZero();
    }

    @Test
    void lets_no_more_wait_than_may() {
        assertThat(gate.tryEnter(1)).isTrue();
        assertThat(gate.queue(1, waiter("a"))).isTrue();
        assertThat(gate.queue(1, waiter("b"))).isFalse();
        assertThat(gate.queue(0, waiter("c"))).isFalse();
        assertThat(gate.waiting()).isEqualTo(1);
    }

    @Test
    void passes_over_who_has_left() {
        assertThat(gate.tryEnter(1)).isTrue();
        Gate.Waiter gone = waiter("gone");
        assertThat(gate.queue(9, gone)).isTrue();
        assertThat(gate.queue(9, waiter("b"))).isTrue();
        assertThat(gate.giveUp(gone)).isTrue();
        gate.leave();
        assertThat(granted).containsExactly("b");
    }

    @Test
    void tells_who_gives_up_too_late_that_it_has_a_place() {
        assertThat(gate.tryEnter(1)).isTrue();
        Gate.Waiter late = waiter("late");
        assertThat(gate.queue(9, late)).isTrue();
        gate.leave();
        assertThat(gate.giveUp(late)).isFalse();
        gate.leave();
        assertThat(gate.inFlight()).isZero();
    }

    @Test
    void gives_out_the_places_that_a_higher_limit_makes() {
        assertThat(gate.tryEnter(1)).isTrue();
        assertThat(gate.queue(9, waiter("a"))).isTrue();
        assertThat(gate.queue(9, waiter("b"))).isTrue();
        assertThat(gate.tryEnter(4)).as("behind a and b").isFalse();
        assertThat(gate.queue(9, waiter("c"))).isTrue();
        assertThat(granted).containsExactly("a", "b", "c");
        assertThat(gate.inFlight()).isEqualTo(4);
    }

    @Test
    void does_not_hold_on_to_those_who_left_behind_one_who_stays() {
        assertThat(gate.tryEnter(1)).isTrue();
        assertThat(gate.queue(9, waiter("patient"))).isTrue();
        for (int i = 0; i < 10_000; i++) {
            Gate.Waiter passing = waiter("passing");
            assertThat(gate.queue(9, passing)).isTrue();
            assertThat(gate.giveUp(passing)).isTrue();
        }
        assertThat(gate.held()).isLessThan(100);
        gate.leave();
        assertThat(granted).containsExactly("patient");
    }

    /**
     * Three who enter, wait, lose patience and leave, overtaking each other at every step that a seed chooses. Each story is
     * short: when it ends there is nobody left whose leaving could make up for a wake-up that was lost.
     */
    @Test
    void loses_no_wake_up_and_no_place_in_whatever_order_things_happen() throws Exception {
        long first = System.nanoTime();
        for (long seed = first; seed < first + 3_000; seed++) {
            try {
                tell(seed);
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private static void tell(long seed) throws InterruptedException {
        SplittableRandom random = new SplittableRandom(seed);
        int limit = 1 + random.nextInt(2);
        OneAtATime order = new OneAtATime(random.nextLong());
        Gate shared = new Gate(new ConcurrentLinkedQueue<>() {
            @Override
            public boolean add(Gate.Waiter waiter) {
                order.pause();
                return super.add(waiter);
            }

            @Override
            public boolean isEmpty() {
                order.pause();
                boolean empty = super.isEmpty();
                order.pause();
                return empty;
            }

            @Override
            public Gate.Waiter poll() {
                order.pause();
                Gate.Waiter next = super.poll();
                order.pause();
                return next;
            }
        });
        AtomicInteger inside = new AtomicInteger();
        for (int i = 0; i < 3; i++) {
            SplittableRandom own = random.split();
            order.add(() -> {
                visit(shared, limit, own, order, inside);
                visit(shared, limit, own, order, inside);
            });
        }
        order.run();
        assertThat(shared.inFlight()).isZero();
        assertThat(shared.waiting()).isZero();
    }

    private static void visit(Gate shared, int limit, SplittableRandom random, OneAtATime order, AtomicInteger inside) {
        if (!shared.tryEnter(limit)) {
            AtomicBoolean granted = new AtomicBoolean();
            Gate.Waiter waiter = new Gate.Waiter() {
                @Override
                protected void granted() {
                    granted.set(true);
                }
            };
            if (!shared.queue(3, waiter)) {
                return;
            }
            boolean patient = random.nextBoolean();
            order.pause();
            if (!patient && shared.giveUp(waiter)) {
                return;
            }
            while (!granted.get()) {
                order.pause();
            }
        }
        assertThat(inside.incrementAndGet()).isLessThanOrEqualTo(limit);
        order.pause();
        inside.decrementAndGet();
        shared.leave();
    }

    private Gate.Waiter waiter(String name) {
        return new Gate.Waiter() {
            @Override
            protected void granted() {
                granted.add(name);
            }
        };
    }
}
