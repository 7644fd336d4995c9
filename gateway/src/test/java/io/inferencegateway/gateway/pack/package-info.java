/** The pack for Prometheus, Grafana and Alertmanager, tried on a live gateway that a real Prometheus scrapes. */
@NullMarked
package io.inferencegateway.gateway.pack;

import org.jspecify.annotations.NullMarked;
