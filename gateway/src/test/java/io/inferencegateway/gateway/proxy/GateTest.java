package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
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

    /** Threads that enter, wait, lose patience and leave at random: a lost wake-up would leave one waiting for good. */
    @Test
    void loses_no_wake_up_and_no_place_whatever_the_threads_do() throws Exception {
        long seed = System.nanoTime();
        for (int round = 0; round < 20; round++) {
            storm(seed + round, 1 + round % 3);
        }
    }

    private void storm(long seed, int limit) throws Exception {
        Gate shared = new Gate();
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger mostInside = new AtomicInteger();
        AtomicLong served = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        CountDownLatch stuck = new CountDownLatch(4);
        for (int t = 0; t < 4; t++) {
            SplittableRandom random = new SplittableRandom(seed * 31 + t);
            Thread thread = new Thread(() -> {
                for (int i = 0; i < 5_000; i++) {
                    if (!visit(shared, limit, random, inside, mostInside, served)) {
                        return;
                    }
                }
                stuck.countDown();
            });
            thread.setDaemon(true);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
        assertThat(stuck.await(60, TimeUnit.SECONDS))
                .as("seed %d, limit %d: in flight %d, waiting %d", seed, limit, shared.inFlight(), shared.waiting())
                .isTrue();
        assertThat(shared.inFlight()).as("seed %d", seed).isZero();
        assertThat(shared.waiting()).as("seed %d", seed).isZero();
        assertThat(mostInside.get()).as("seed %d", seed).isBetween(1, limit);
        assertThat(served.get()).as("seed %d", seed).isPositive();
    }

    /** @return false where the thread was never woken */
    private static boolean visit(
            Gate shared,
            int limit,
            SplittableRandom random,
            AtomicInteger inside,
            AtomicInteger mostInside,
            AtomicLong served) {
        boolean entered = shared.tryEnter(limit);
        if (!entered) {
            CountDownLatch turn = new CountDownLatch(1);
            Gate.Waiter waiter = new Gate.Waiter() {
                @Override
                void granted() {
                    turn.countDown();
                }
            };
            if (!shared.queue(3, waiter)) {
                return true;
            }
            if (random.nextInt(4) == 0) {
                if (!shared.giveUp(waiter)) {
                    shared.leave();
                }
                return true;
            }
            try {
                if (!turn.await(20, TimeUnit.SECONDS)) {
                    return false;
                }
            } catch (InterruptedException e) {
                return false;
            }
        }
        mostInside.accumulateAndGet(inside.incrementAndGet(), Math::max);
        for (int spin = random.nextInt(50); spin > 0; spin--) {
            Thread.onSpinWait();
        }
        served.incrementAndGet();
        inside.decrementAndGet();
        shared.leave();
        return true;
    }

    private Gate.Waiter waiter(String name) {
        return new Gate.Waiter() {
            @Override
            void granted() {
                granted.add(name);
            }
        };
    }
}
